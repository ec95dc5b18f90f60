import type { Call, CodeFile, Value } from "../../../core/code.js";
import { defineDetector } from "../../../core/detector.js";
import { type EvidenceOf, evidence } from "../../../core/evidence.js";
import type { Location } from "../../../core/location.js";
import { lastPart, text } from "../study/names.js";
import { studyOf } from "../study/study.js";

const STARTS =
  /^(?:subprocess\.(?:check_output|run|Popen|getoutput|getstatusoutput|call)|os\.(?:popen|system))$/;
/** Calls that hand on or show what they are given, and keep nothing. */
const KEEPS_NOTHING =
  /^(?:print|str|len|isinstance|repr|bytes|decode|strip|rstrip|startswith|format|split|join|check_output|run|Popen|getoutput|debug)$/;

/** The commit is read from git, and what was read is put somewhere: a tag, a configuration, a file, a table. */
export const detector = defineDetector({
  id: "code-commit-logging",
  async detect(context) {
    const study = await studyOf(context);
    const found: EvidenceOf<"code.commit-logging">[] = [];
    for (const file of study.graph.files) {
      for (const read of commitReads(file)) {
        if (study.reach.runBy(file, read).length === 0) continue;
        if (isKept(study.graph.files, file, read))
          found.push(evidence("code.commit-logging", read.location, { call: read.call }, "medium"));
      }
    }
    return found;
  },
});

interface CommitRead {
  readonly call: string;
  readonly location: Location;
  readonly scope: string | null;
  /** Variable that holds it. */
  readonly variable: string | null;
}

function commitReads(file: CodeFile): CommitRead[] {
  const reads: CommitRead[] = [];
  for (const call of file.calls) {
    if (STARTS.test(call.name)) {
      if (!asksForCommit(askedBy(file, call))) continue;
      const { location, scope } = call;
      reads.push({ call: call.name, location, scope, variable: assigned(file, call) });
    } else if (REPOSITORIES.has(call.name)) {
      const read = hashRead(file, (scope) => scope === call.scope) ?? hashRead(file, () => true);
      if (read !== null) reads.push({ call: "git.Repo.head.commit.hexsha", ...read });
    }
  }
  return reads;
}

const REPOSITORIES: ReadonlySet<string> = new Set(["git.Repo", "git.repo.Repo"]);

const asksForCommit = (asked: string): boolean =>
  /\bgit\b/.test(asked) &&
  /rev-parse|describe|log\b.*%[hH]/.test(asked) &&
  !/--show-toplevel|--git-dir|--abbrev-ref/.test(asked);

/** Where a function that opens the repository, or one beside it that is handed that, reads its hash. */
function hashRead(
  file: CodeFile,
  isWithin: (scope: string | null) => boolean,
): Omit<CommitRead, "call"> | null {
  const isHash = ({ value }: { readonly value: Value }): boolean =>
    /\.(?:hexsha|name_rev)\b/.test(text(value));
  const hash = file.assignments.find((one) => isWithin(one.scope) && isHash(one));
  if (hash !== undefined) return { location: hash.location, scope: hash.scope, variable: hash.target };
  const used = file.calls.find(({ args, scope }) => isWithin(scope) && args.some(isHash));
  return used === undefined ? null : { location: used.location, scope: used.scope, variable: null };
}

/** The command that a call starts, also where a variable of the same function holds it. */
function askedBy(file: CodeFile, call: Call): string {
  const written = call.args.map(({ value }) => text(value)).join(" ");
  const held = file.assignments
    .filter(({ target, scope }) => scope === call.scope && word(target).test(written))
    .map(({ value }) => text(value));
  return [written, ...held].join(" ");
}

function assigned(file: CodeFile, call: Call): string | null {
  const around = file.assignments.find(
    ({ location, value }) =>
      location.line === call.location.line &&
      location.cell === call.location.cell &&
      /rev-parse|describe|git/.test(text(value)),
  );
  return call.assignedTo ?? around?.target ?? null;
}

/** Is what was read handed on, here or by the function that returns it? */
function isKept(files: readonly CodeFile[], file: CodeFile, read: CommitRead): boolean {
  const takes = (where: CodeFile, pattern: RegExp, scope: string | null | undefined): boolean =>
    where.calls.some(
      (call) =>
        !KEEPS_NOTHING.test(call.method) &&
        (scope === undefined || call.scope === scope) &&
        call.args.some(({ value }) => pattern.test(text(value))),
    );
  const direct = read.variable === null ? /rev-parse|hexsha/ : word(read.variable);
  if (takes(file, direct, read.scope)) return true;
  if (read.variable !== null && /[.[]/.test(read.variable) && !read.variable.startsWith("self.")) return true;
  const name = read.scope === null ? null : lastPart(read.scope);
  if (name === null) return false;
  const result = new RegExp(`(?<!\\w)${name}(?!\\w)`);
  return files.some(
    (other) =>
      takes(other, result, undefined) ||
      other.calls.some(
        (call) =>
          call.method === name && call.assignedTo !== null && takes(other, word(call.assignedTo), call.scope),
      ) ||
      other.assignments.some(
        ({ target, value }) => (/[.[]/.test(target) || value.is === "dict") && result.test(text(value)),
      ),
  );
}

const word = (name: string): RegExp => new RegExp(`(?<![\\w.])${name.replace(/[^\w]/g, "\\$&")}(?!\\w)`);
