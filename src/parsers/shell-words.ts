/** One simple command: the words between two separators, quotes removed. */
export interface SimpleCommand {
  /** Leading `NAME=value` assignments are left out. */
  readonly words: readonly string[];
  /** Those assignments, as written without quotes; absent: none. */
  readonly assignments?: readonly string[];
  /** 1-based line of its first word. */
  readonly line: number;
}

/** Longer texts are cut: no README or script of commands needs more. */
const LONGEST = 400_000;
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*=/;
/** `<path to data>` in documents stands for a word; a redirection has no closing bracket near it. */
const PLACEHOLDER = /^<[A-Za-z_./][^<>|&;\n]{0,80}>/;
const HEREDOC = /^<<-?[ \t]*(["']?)([A-Za-z_][A-Za-z0-9_]*)\1/;
const REDIRECTION = /^(?:&>>?|\d?>>?(?:&\d?)?|\d?<&?\d?)/;
const SEPARATORS = new Set([";", "&", "|", "(", ")", "\n"]);

/**
 * Splits POSIX shell text into simple commands: quotes, escapes, continuations (`\`, and a `^` or backtick at a line's
 * end as Windows shells have it), comments, here-documents, redirections and the separators `; & && || |` and newline.
 * Substitutions stay inside their word as written. Nothing is expanded. Never throws.
 */
export function splitCommands(text: string): readonly SimpleCommand[] {
  const source = (text.length > LONGEST ? text.slice(0, LONGEST) : text).replace(/\r\n?/g, "\n");
  const out: SimpleCommand[] = [];
  let at = 0;
  let line = 1;
  let words: string[] = [];
  let assignments: string[] = [];
  let startLine = 1;
  let word: string | null = null;
  let plain = true;
  let redirected = false;
  let heredocs: string[] = [];

  const add = (piece: string) => {
    if (word === null) {
      word = "";
      plain = true;
      if (words.length === 0) startLine = line;
    }
    word += piece;
  };
  const endWord = () => {
    if (word === null) return;
    if (redirected) redirected = false;
    else if (words.length > 0 || !plain || !ASSIGNMENT.test(word)) words.push(word);
    else assignments.push(word);
    word = null;
  };
  const endCommand = () => {
    endWord();
    redirected = false;
    if (words.length > 0)
      out.push({ words, line: startLine, ...(assignments.length === 0 ? {} : { assignments }) });
    words = [];
    assignments = [];
  };
  const newline = () => {
    line += 1;
    at += 1;
    for (const end of heredocs) {
      while (at < source.length) {
        const stop = source.indexOf("\n", at);
        const body = source.slice(at, stop < 0 ? source.length : stop);
        at = stop < 0 ? source.length : stop + 1;
        line += 1;
        if (body.trim() === end) break;
      }
    }
    heredocs = [];
  };
  /** Copies a substitution `$(…)` or `${…}` whole. */
  const substitution = (open: string, close: string) => {
    let depth = 0;
    const from = at;
    at += 1;
    while (at < source.length && at - from < 2000) {
      const c = source[at]!;
      if (c === open) depth += 1;
      else if (c === close && --depth === 0) {
        at += 1;
        break;
      } else if (c === "\n") line += 1;
      at += 1;
    }
    add(source.slice(from, at));
  };

  while (at < source.length) {
    const c = source[at]!;
    if (c === "\\") {
      const next = source[at + 1];
      if (next === "\n") {
        line += 1;
        at += 2;
      } else if (next === undefined) at += 1;
      else {
        // A backslash before a letter is a Windows path far more often than an escape.
        add(/[A-Za-z0-9_.]/.test(next) ? `/${next}` : next);
        at += 2;
      }
    } else if ((c === "^" || c === "`") && source[at + 1] === "\n" && word === null) {
      line += 1;
      at += 2;
    } else if (c === "'" || c === '"') {
      add("");
      plain = plain && word !== "";
      at += 1;
      while (at < source.length && source[at] !== c) {
        if (source[at] === "\n") line += 1;
        if (c === '"' && source[at] === "\\" && /["\\$`\n]/.test(source[at + 1] ?? "")) {
          at += 1;
          if (source[at] === "\n") {
            line += 1;
            at += 1;
            continue;
          }
        }
        add(source[at]!);
        at += 1;
      }
      at += 1;
    } else if (c === "$" && source[at + 1] === "(") substitution("(", ")");
    else if (c === "$" && source[at + 1] === "{") substitution("{", "}");
    else if (c === "#" && word === null) {
      const stop = source.indexOf("\n", at);
      at = stop < 0 ? source.length : stop;
    } else if (c === "<" && HEREDOC.test(source.slice(at, at + 80))) {
      const match = HEREDOC.exec(source.slice(at, at + 80))!;
      endWord();
      heredocs.push(match[2]!);
      at += match[0].length;
    } else if (c === "<" && PLACEHOLDER.test(source.slice(at, at + 90))) {
      const match = PLACEHOLDER.exec(source.slice(at, at + 90))!;
      add(match[0]);
      at += match[0].length;
    } else if ((c === ">" || c === "<") && word !== null && /^[<>]=?\d/.test(source.slice(at, at + 3))) {
      // Documents forget the quotes of `torch>=1.0`; nobody names a file `=1.0`.
      add(c);
      at += 1;
    } else if (
      (c === ">" || c === "<" || (c === "&" && source[at + 1] === ">") || (/\d/.test(c) && word === null)) &&
      /[<>]/.test(source.slice(at, at + 2))
    ) {
      const match = REDIRECTION.exec(source.slice(at, at + 6));
      if (match === null) {
        add(c);
        at += 1;
      } else {
        endWord();
        at += match[0].length;
        redirected = !/&\d$/.test(match[0]);
      }
    } else if (c === "\n") {
      endCommand();
      newline();
    } else if (SEPARATORS.has(c)) {
      endCommand();
      at += 1;
    } else if (c === " " || c === "\t") {
      endWord();
      at += 1;
    } else {
      add(c);
      at += 1;
    }
  }
  endCommand();
  return out;
}
