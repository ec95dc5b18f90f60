import type { Code } from "../../core/code.js";

/** Options by program, as argument parsers and configuration classes declare them. */
export function declaredOptions(code: Code): ReadonlyMap<string, readonly string[]> {
  return new Map(
    code.files.map((file) => [
      file.path,
      file.parameters.filter((parameter) => parameter.by !== "constant").map((parameter) => parameter.name),
    ]),
  );
}
