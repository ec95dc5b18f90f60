/** Longer commands are not looked into. */
const LONGEST = 20_000;
const OPTION = /^--?([A-Za-z][\w.-]*)(?:=(.*))?$/s;
/** Hydra's `model.lr=0.1`, `+trainer.seed=1`. */
const OVERRIDE = /^[+~]{0,2}([A-Za-z_][\w./@-]*)=(.*)$/s;

/** Options and overrides of a recorded command line with their values ("" for a flag), of which the program is the first. */
export function commandOptions(command: string | null): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (command === null || command.length > LONGEST) return found;
  const words = wordsOf(command);
  // What stands before the program belongs to the interpreter, or to the environment.
  const start = words.findIndex((word) => /\.(?:py|ipynb|sh|r|jl)$/i.test(word) || word === "-m") + 1;
  if (start === 0) return found;
  for (let at = start; at < words.length; at++) {
    const option = OPTION.exec(words[at]!);
    if (option !== null) {
      const next = words[at + 1];
      const value = option[2] ?? (next !== undefined && !OPTION.test(next) ? next : "");
      found.set(option[1]!, value);
      continue;
    }
    const override = OVERRIDE.exec(words[at]!);
    if (override !== null) found.set(override[1]!, override[2]!);
  }
  return found;
}

/** Split at white space outside of quotes, which are taken off. */
function wordsOf(command: string): string[] {
  const words: string[] = [];
  let word = "";
  let quote = "";
  for (const letter of command) {
    if (quote !== "") {
      if (letter === quote) quote = "";
      else word += letter;
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (/\s/.test(letter)) {
      if (word !== "") words.push(word);
      word = "";
    } else word += letter;
  }
  return word === "" ? words : [...words, word];
}
