import type { CodeFile } from "../../core/code.js";
import type { Switch } from "./switch.js";

const DEEPEST = 4;

/**
 * What a condition comes to in a plain run, where no constant fixes it as a whole: a variable that nobody sets is not
 * there, an empty text has no length, and a local name stands for what it was assigned.
 * `use_wandb = len(project) > 0 or "WANDB_PROJECT" in os.environ`
 */
export function presumed(
  file: CodeFile,
  scope: string | null,
  condition: string,
  holds: (condition: string) => Switch,
  depth = 0,
): Switch {
  const told = holds(condition);
  if (told.on !== "unknown" || depth > DEEPEST) return told;
  const source = condition.trim();
  const again = (part: string): Switch => presumed(file, scope, part, holds, depth + 1);
  for (const word of [" or ", " and "] as const) {
    const parts = joined(source, word);
    if (parts.length < 2) continue;
    const decides = word === " or " ? "yes" : "no";
    const all = parts.map(again);
    const deciding = all.find(({ on }) => on === decides) ?? all.find(({ on }) => on === "unknown");
    return deciding?.on === "unknown" ? told : (deciding ?? all[0] ?? told);
  }
  const variable = /^["'](\w+)["'] in os\.environ(?:\.keys\(\))?$/.exec(source)?.[1];
  if (variable !== undefined) return { on: "no", why: `${variable} is not set` };
  const filled =
    /^(?:len\(\s*([\w.]+)\s*\) *(?:> *0|>= *1|!= *0)|bool\(\s*([\w.]+)\s*\)|([\w.]+) *!= *["']{2})$/.exec(
      source,
    );
  const subject = filled?.[1] ?? filled?.[2] ?? filled?.[3];
  if (subject !== undefined) return again(subject);
  if (!/^[A-Za-z_]\w*$/.test(source)) return told;
  const assigned = file.assignments.filter(
    (one) =>
      one.target === source && (one.scope === scope || one.scope === null) && one.conditions.length === 0,
  );
  const only = assigned.length === 1 ? assigned[0]?.value : undefined;
  return only?.is === "expression" || only?.is === "call" ? again(only.text) : told;
}

/** The parts between a word outside of brackets; the brackets around the whole are taken off first. */
function joined(text: string, word: string): readonly string[] {
  const source = /^\((.*)\)$/s.exec(text)?.[1] ?? text;
  for (const candidate of source === text ? [text] : [text, source]) {
    const parts: string[] = [];
    let depth = 0;
    let start = 0;
    for (let at = 0; at < candidate.length; at++) {
      const c = candidate[at] ?? "";
      if ("([{".includes(c)) depth++;
      else if (")]}".includes(c)) depth--;
      else if (depth === 0 && candidate.startsWith(word, at)) {
        parts.push(candidate.slice(start, at).trim());
        start = at + word.length;
        at = start - 1;
      }
      if (depth < 0) break;
    }
    if (depth === 0 && parts.length > 0) return [...parts, candidate.slice(start).trim()];
  }
  return [text];
}
