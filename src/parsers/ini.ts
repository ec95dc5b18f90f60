/**
 * The sections of an INI file as `configparser` and configobj (DVC's `.dvc/config`) write it:
 * `result[section][key]`, both as written but without quotes around them: `['remote "store"']` is the section
 * `remote "store"`. Keys before the first section stand under "". Values lose the quotes around them and what follows
 * them; lists and interpolation stay text; lines that are none of it are passed over. Of equal keys the last wins.
 */
export function parseIni(text: string): Record<string, Record<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section = "";
  for (const raw of text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/)) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const header = sectionName(line);
    if (header !== null) {
      section = header;
      if (!sections.has(section)) sections.set(section, new Map());
      continue;
    }
    const end = separator(line);
    if (end <= 0) continue;
    const entries = sections.get(section) ?? new Map<string, string>();
    sections.set(section, entries);
    entries.set(unquoted(line.slice(0, end).trim()), value(line.slice(end + 1).trim()));
  }
  return Object.fromEntries([...sections].map(([name, entries]) => [name, Object.fromEntries(entries)]));
}

function sectionName(line: string): string | null {
  if (!line.startsWith("[")) return null;
  const end = line.lastIndexOf("]");
  return end < 0 ? null : unquoted(line.slice(1, end).trim());
}

/** A colon separates too (`configparser`), but only before any equals sign: `url = s3://bucket`. */
function separator(line: string): number {
  const equals = line.indexOf("=");
  const colon = line.indexOf(":");
  if (equals < 0) return colon;
  return colon >= 0 && colon < equals ? colon : equals;
}

const QUOTES = ['"', "'"];

function unquoted(text: string): string {
  const quote = text[0] ?? "";
  return text.length > 1 && QUOTES.includes(quote) && text.endsWith(quote) ? text.slice(1, -1) : text;
}

/** A comment needs white space before it, so that `url = s3://bucket/a#b` stays whole. */
function value(text: string): string {
  const quote = text[0] ?? "";
  if (QUOTES.includes(quote)) {
    const end = text.indexOf(quote, 1);
    if (end > 0) return text.slice(1, end);
  }
  const comment = text.search(/\s[#;]/);
  return comment < 0 ? text : text.slice(0, comment).trimEnd();
}
