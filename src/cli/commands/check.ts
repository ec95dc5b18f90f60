import { check, goAhead, prepare } from "../../check/check.js";
import { QUESTIONS } from "../../check/questions.js";
import { blocks, type CheckReport } from "../../core/check.js";
import { type ChangeRequest, openChange } from "../../workspace/change.js";
import { EXIT } from "../exit.js";
import { print } from "../output.js";
import { policyFor } from "../policy.js";
import { loadRules } from "../rules.js";
import { UsageError } from "../usage-error.js";
import type { CheckCommandOptions } from "./check-options.js";

/** `exptrack check`: answers with the exit code. */
export async function runCheck(files: readonly string[], options: CheckCommandOptions): Promise<number> {
  const range = rangeFrom(options, process.env);
  prepare(QUESTIONS, files);
  const { change, root } = await openChange({
    cwd: process.cwd(),
    files,
    all: options.allFiles,
    range,
    index: process.env.GIT_INDEX_FILE,
  });
  try {
    goAhead(QUESTIONS, change);
    const policy = await policyFor(root, options, change.mode === "files" ? undefined : change.after);
    const report = await check(change, {
      questions: QUESTIONS,
      rules: loadRules,
      policy,
      today: new Date().toISOString().slice(0, 10),
    });
    const text = await rendered(report, options);
    if (text !== "") await print(text);
    return exitCode(report, options);
  } finally {
    await change.close();
  }
}

/** Options first, then what pre-commit says. @throws UsageError */
function rangeFrom(options: CheckCommandOptions, environment: NodeJS.ProcessEnv): ChangeRequest["range"] {
  const { fromRef, toRef, allFiles } = options;
  if (toRef !== undefined && fromRef === undefined)
    throw new UsageError("--to-ref needs --from-ref: the commits between the two are checked");
  if (fromRef !== undefined) {
    if (allFiles) throw new UsageError("--all-files and --from-ref exclude each other");
    return { from: fromRef, to: toRef ?? "HEAD" };
  }
  const { PRE_COMMIT_FROM_REF: from, PRE_COMMIT_TO_REF: to } = environment;
  return allFiles || !from || !to ? null : { from, to };
}

async function rendered(report: CheckReport, options: CheckCommandOptions): Promise<string> {
  if (options.format === "json") return (await import("../../formats/check-json.js")).checkJson(report);
  if (options.format === "github") return (await import("../../formats/check-github.js")).checkGithub(report);
  const { checkText } = await import("../../formats/check-text.js");
  const { paletteFor } = await import("../colour.js");
  return checkText(report, {
    palette: paletteFor(options.color, process.stdout, process.env),
    quiet: options.quiet,
  });
}

/** The last line on stderr says why it is what it is. */
function exitCode(report: CheckReport, { exitZero }: CheckCommandOptions): number {
  const blocking = report.findings.filter(blocks);
  if (blocking.length === 0) return EXIT.passed;
  const what = `${blocking.length} ${blocking.length === 1 ? "error" : "errors"} would come in`;
  const code = exitZero ? EXIT.passed : EXIT.gateFailed;
  process.stderr.write(`exptrack: ${what} (exit ${code}${exitZero ? ": --exit-zero" : ""})\n`);
  return code;
}
