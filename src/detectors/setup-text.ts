const CONSTANT = /^([A-Za-z_]\w{0,60})[ \t]{0,20}=[ \t]{0,20}["']([\w.-]{1,80})["']/gm;
const FORMATTED = /(["'])([^"'\n]{0,200})\1\.format\([ \t]{0,9}([A-Za-z_]\w{0,60})[ \t]{0,9}\)/g;
const REMAINDER = /(["'])([^"'\n]{0,200})\1[ \t]{1,9}%[ \t]{1,9}([A-Za-z_]\w{0,60})/g;
const LITERAL = /\bf(["'])([^"'\n]{0,200})\1/g;

/**
 * The text of a `setup.py` with its own constants written out in the strings that name them:
 * `"run={}.train:main".format(NAME)`, `"run=%s.train:main" % NAME`, `f"run={NAME}.train:main"`. Lines stay where they are.
 */
export function withConstants(text: string): string {
  const constants = new Map([...text.matchAll(CONSTANT)].map(([, name, value]) => [name!, value!]));
  if (constants.size === 0) return text;
  const filled =
    (holder: RegExp) =>
    (whole: string, quote: string, inner: string, name: string): string => {
      const value = constants.get(name);
      return value === undefined ? whole : quote + inner.replace(holder, value) + quote;
    };
  return text
    .replace(FORMATTED, filled(/\{0?\}/g))
    .replace(REMAINDER, filled(/%s/g))
    .replace(
      LITERAL,
      (_, quote: string, inner: string) =>
        quote +
        inner.replace(/\{([A-Za-z_]\w{0,60})\}/g, (whole, name: string) => constants.get(name) ?? whole) +
        quote,
    );
}
