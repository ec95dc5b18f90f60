import { audit } from "../../audit.js";
import type { RuleSet } from "../../core/rule.js";
import { printable } from "../../formats/plain.js";
import { baselineText } from "../../policy/baseline.js";
import { type Loosening, tighten } from "../../policy/tighten.js";
import { openWorkspace } from "../../workspace/open.js";
import { type BaselineFile, baselineFile } from "../baseline-file.js";
import { baselineSummary } from "../baseline-summary.js";
import { EXIT } from "../exit.js";
import { memoryFor } from "../memory-for.js";
import { didYouMean } from "../nearest.js";
import { print } from "../output.js";
import { configurationFor, withoutExcluded } from "../policy.js";
import { Progress } from "../progress.js";
import { loadRules } from "../rules.js";
import { UsageError } from "../usage-error.js";
import type { BaselineCommandOptions } from "./baseline-options.js";

/** `exptrack baseline`: answers with the exit code. What only this machine holds is no part of a baseline. */
export async function runBaseline(path: string, options: BaselineCommandOptions): Promise<number> {
  const ruleSet = await loadRules();
  const loosening = looseningOf(options, ruleSet);
  const configuration = await configurationFor(path, options);
  const file = await baselineFile(path, configuration, options.baseline);
  const progress = new Progress(options.progress && !options.quiet);
  const workspace = await openWorkspace(path);
  try {
    progress.say("reading the repository");
    const seen = withoutExcluded(workspace, configuration);
    const report = await audit(seen, {
      ruleSet,
      local: false,
      policy: { configuration, baseline: file.baseline, ignores: true },
      memory: memoryFor(path, options),
    });
    progress.clear();
    if (report.score === null)
      throw new UsageError("no machine learning was found, so there is nothing that a baseline could hold");
    const tracked = new Set(
      (await seen.files()).filter(({ scope }) => scope === "tracked").map((one) => one.path),
    );
    const result = tighten(file.baseline, report, loosening, (one) => tracked.has(one));
    const text = baselineText(result.baseline);
    const changed = text !== file.text;
    if (changed && !options.check) await file.write(text);
    if (!options.quiet)
      await print(
        printableLines(
          baselineSummary(result, {
            shown: file.shown,
            dry: options.check,
            first: file.baseline === null,
            changed,
          }),
        ),
      );
    return options.check && changed ? outOfDate(file) : EXIT.passed;
  } finally {
    progress.clear();
    await workspace.close();
  }
}

function looseningOf(
  { acceptNew, rule, acceptLower }: BaselineCommandOptions,
  { rules }: RuleSet,
): Loosening {
  if (acceptNew !== undefined && acceptNew.trim() === "")
    throw new UsageError('--accept-new needs a reason: --accept-new "why this is accepted"');
  if (rule.length > 0 && acceptNew === undefined)
    throw new UsageError('--rule limits what --accept-new accepts: --accept-new "reason" is missing');
  const ids = new Set(rules.map(({ id }) => id));
  for (const id of rule)
    if (!ids.has(id)) throw new UsageError(`--rule ${id}: there is no such rule${didYouMean(id, ids)}`);
  return {
    acceptNew: acceptNew === undefined ? null : { reason: acceptNew.trim(), rules: rule },
    acceptLower: new Set(acceptLower),
  };
}

function outOfDate({ shown, baseline }: BaselineFile): number {
  const why = baseline === null ? "is not there" : "does not hold the state as it is";
  process.stderr.write(
    `${printable(`exptrack: ${shown} ${why}; exptrack baseline writes it (exit ${EXIT.gateFailed})`)}\n`,
  );
  return EXIT.gateFailed;
}

const printableLines = (text: string): string => text.split("\n").map(printable).join("\n");
