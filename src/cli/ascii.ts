/** What exptrack itself draws with, and one character of ASCII for each, so that columns stay columns. */
const DRAWN: Readonly<Record<string, string>> = {
  "\u2026": "~",
  "\u00d7": "x",
  "\u00b1": "+",
  "\u2265": ">",
  "\u2022": "*",
  "\u00b7": ".",
  "\u2013": "-",
  "\u2014": "-",
  "\u2212": "-",
  "\u2192": ">",
  "\u251c": "|",
  "\u2514": "`",
  "\u2502": "|",
  "\u2500": "-",
};

/**
 * Text as a terminal takes it: where its locale is named and is not one of UTF-8, marks of ours are drawn in ASCII.
 * What the repository says is left as it is, and so is everything that goes to a file or a pipe.
 */
export const drawable = (
  text: string,
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
): string =>
  stream.isTTY === true && !takesUnicode(environment)
    ? text.replace(/[\u00b1\u00b7\u00d7\u2013-\u2265\u2500-\u251c]/g, (mark) => DRAWN[mark] ?? mark)
    : text;

/** The locale that counts is the first of these that is set; a machine that names none is a modern one. */
function takesUnicode({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG || "";
  return locale === "" || /utf-?8/i.test(locale);
}
