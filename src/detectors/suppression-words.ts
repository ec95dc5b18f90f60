/** What one comment says about findings. */
export type Directive =
  | { readonly rules: readonly string[]; readonly reach: "line" | "file"; readonly reason: string | null }
  /** It seems to be meant so, and cannot be heeded: what is wrong with it, as what follows "it". */
  | { readonly malformed: string };

/** What follows the mark of a comment, or of a second comment behind another one: `# noqa  # exptrack: ignore[…]`. */
const BEGINNING = /(?:^[#/;\s]*|\s(?:#+|\/\/+)\s*)exptrack:\s*/;
const DIRECTIVE = /^(ignore|ignore-file)\[([^\]]*)\](.*)$/;
/** Words of other tools, which somebody may take for ours. */
const ALIKE = /^(?:ignore|disable|skip|noqa|nolint|nosec|suppress|allow|off)/i;
const RULE_ID = /^[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?$/;
const NO_RULE = "names no rule, and there is no blanket form";
const LONGEST_COMMENT = 4000;
const LONGEST_REASON = 500;
const MOST_RULES = 100;

/** What a comment says; null: nothing to exptrack. */
export function directiveOf(comment: string): Directive | null {
  const text = comment.slice(0, LONGEST_COMMENT);
  const begun = BEGINNING.exec(text);
  if (begun === null) return null;
  const words = text
    .slice(begun.index + begun[0].length)
    .replace(/\s+/g, " ")
    .trim();
  const directive = DIRECTIVE.exec(words);
  if (directive === null) return unreadable(words);
  const rules = listOf(directive[2]!);
  const odd = rules.find((rule) => !RULE_ID.test(rule));
  if (rules.length === 0) return { malformed: NO_RULE };
  if (odd !== undefined) return { malformed: `names "${odd.slice(0, 60)}", which is no rule id` };
  return {
    rules: rules.slice(0, MOST_RULES),
    reach: directive[1] === "ignore" ? "line" : "file",
    reason: reasonOf(directive[3]!),
  };
}

/** What `metadata.exptrack` of a notebook or a cell says: `{"ignore": ["rule: reason", {"rule": …, "reason": …}]}`. */
export function metadataDirectives(said: unknown): Directive[] {
  if (said === undefined) return [];
  const ignore = isObject(said) ? said.ignore : undefined;
  if (ignore === undefined) return [];
  const expected = 'is no list of "rule-id: reason" in metadata.exptrack.ignore';
  if (!Array.isArray(ignore)) return [{ malformed: expected }];
  return ignore.slice(0, MOST_RULES).map((entry): Directive => {
    const [rule, reason] =
      typeof entry === "string"
        ? [/^[^:]*/.exec(entry)![0], entry.slice(entry.indexOf(":") + 1 || entry.length)]
        : isObject(entry)
          ? [entry.rule, entry.reason]
          : [];
    if (typeof rule !== "string" || !RULE_ID.test(rule.trim())) return { malformed: expected };
    return {
      rules: [rule.trim()],
      reach: "file",
      reason: reasonOf(typeof reason === "string" ? reason : ""),
    };
  });
}

function unreadable(words: string): Directive | null {
  if (!ALIKE.test(words)) return null;
  const word = /^[\w-]*/.exec(words)![0];
  if (word !== "ignore" && word !== "ignore-file")
    return { malformed: `says "${word.slice(0, 60)}", which is no word of exptrack's` };
  return words.startsWith("[", word.length)
    ? { malformed: "does not close its bracket" }
    : { malformed: NO_RULE };
}

const listOf = (text: string): string[] => [
  ...new Set(
    text
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== ""),
  ),
];

/** Without what separates it, and without the comment of another tool behind it. */
function reasonOf(text: string): string | null {
  const reason = text
    .replace(/\s#\s*[\w-]+(?::|$).*$/, "")
    .replace(/^[\s:–—-]+/, "")
    .trim()
    .slice(0, LONGEST_REASON);
  return reason === "" ? null : reason;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
