import { describe, expect, test } from "vitest";
import type { Evidence } from "../../../src/core/evidence.js";
import { evidenceOf, namesIn, sourcesIn } from "./repository.js";

/**
 * Snippets in twins: `found` marks the lines that show something with `# found: field=value …`, and no other line may;
 * `silent` looks alike and shows nothing.
 */
const kinds = namesIn().filter((name) => /^(?:code|data)\./.test(name));

interface Mark {
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
}

function marksIn(source: string): Mark[] {
  return source.split("\n").flatMap((text, index) => {
    const mark = /# found:(.*)$/.exec(text);
    if (mark === null) return [];
    const fields = mark[1]!
      .trim()
      .split(/\s+/)
      .filter((field) => field !== "")
      .map((field) => [field.slice(0, field.indexOf("=")), field.slice(field.indexOf("=") + 1)] as const);
    return [{ line: index + 1, fields: Object.fromEntries(fields) }];
  });
}

function shown(evidence: Evidence, field: string): string {
  const value = (evidence as unknown as Record<string, unknown>)[field];
  return (Array.isArray(value) ? value.join(",") : `${value as string}`).replaceAll(" ", "_");
}

describe.each(kinds)("C3 C4 C6 C7 C8: evidence of %s", (kind) => {
  const everything = sourcesIn(kind, "silent");
  for (const name of namesIn(kind, "found")) {
    test(`stands at each marked line of ${name}, and at no other`, async () => {
      const source = sourcesIn(kind, "found")[name]!;
      const { evidence } = await evidenceOf({ [name]: source });
      const found = evidence.filter((one) => one.kind === kind);
      const marks = marksIn(source);
      expect(marks.length).toBeGreaterThan(0);
      expect(found.map(({ location }) => location.line).sort((a, b) => a! - b!)).toEqual(
        marks.map(({ line }) => line),
      );
      for (const { line, fields } of marks) {
        const at = found.find(({ location }) => location.line === line)!;
        for (const [field, value] of Object.entries(fields))
          expect(`${line} ${field}=${shown(at, field)}`).toBe(`${line} ${field}=${value}`);
      }
    });
  }

  test.each(namesIn(kind, "silent").filter((name) => name.endsWith(".py")))(
    "is not seen in %s",
    async (name) => {
      const others = Object.entries(everything).filter(([path]) => !path.endsWith(".py"));
      const { evidence } = await evidenceOf({ ...Object.fromEntries(others), [name]: everything[name]! });
      expect(evidence.filter((one) => one.kind === kind)).toEqual([]);
    },
  );
});
