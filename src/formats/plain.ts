/** Text of an audited repository made fit to show: what a terminal or a reader could be tricked by is taken out. */

// C0 and C1 controls, bidirectional overrides, zero-width and line separators, and what XML does not know.
const CONTROL =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g;
// Half of a pair: no encoding can write it.
const UNPAIRED = /\p{Surrogate}/gu;
const HOME = /((?:^|[^\w])(?:\/home\/|\/Users\/|[A-Za-z]:\\+Users\\+))[^/\\\s'":;,)]+/g;
const USERINFO = /([a-z][a-z0-9+.-]{0,20}:\/\/)[^/@\s]{1,256}@/gi;

/** One line without controls; characters keep their places. */
export const printable = (text: string): string => wellFormed(text).replace(CONTROL, " ");

/** Text that any encoding of Unicode can write. */
export const wellFormed = (text: string): string => text.replace(UNPAIRED, "\ufffd");

/** One line without controls, without credentials in URLs and without the names of home folders. */
export function plain(text: string): string {
  return printable(text).replace(USERINFO, "$1").replace(HOME, "$1…");
}

export function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}
