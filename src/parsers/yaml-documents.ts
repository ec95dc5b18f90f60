import { type ParsedYaml, parseYaml, type YamlDialect } from "./yaml.js";

/** A document of a YAML text that holds several. */
export interface YamlDocument {
  /** As it is written, without its marker. */
  readonly text: string;
  /** Where it begins in the whole text, 1-based. */
  readonly line: number;
  /** `lineOf` counts in the whole text. */
  parse(dialect: YamlDialect): Pick<ParsedYaml, "value" | "error" | "lineOf">;
}

/** The documents of a YAML text, split at their `---`; `parseYaml` reads the first alone. */
export function yamlDocuments(text: string): readonly YamlDocument[] {
  const lines = text.split("\n");
  const starts = lines.flatMap((line, index) => (index > 0 && MARKER.test(line) ? [index] : []));
  return [0, ...starts].map((start, position): YamlDocument => {
    const [first = "", ...others] = lines.slice(start, starts[position] ?? lines.length);
    const part = [MARKER.test(first) ? first.slice(3) : first, ...others].join("\n");
    return {
      text: part,
      line: start + 1,
      parse(dialect) {
        const { value, error, lineOf } = parseYaml(part, dialect);
        const inText = (line: number): number => line + start;
        return {
          value,
          error: error === null ? null : { ...error, line: inText(error.line) },
          lineOf(path) {
            const line = lineOf(path);
            return line === undefined ? undefined : inText(line);
          },
        };
      },
    };
  });
}

const MARKER = /^---(?=\s|$)/;
