import { fileURLToPath } from "node:url";
import { Language, Parser } from "web-tree-sitter";

/** A Python parser that is ready to use, and the names of its node types by id. */
export interface Grammar {
  readonly parser: Parser;
  readonly types: readonly string[];
}

let loading: Promise<Grammar> | undefined;

/** The parser, started once per process. The grammar's wasm lies beside this module, in `src` and in `dist`. */
export function loadGrammar(): Promise<Grammar> {
  loading ??= start();
  return loading;
}

async function start(): Promise<Grammar> {
  await Parser.init();
  const wasm = fileURLToPath(new URL("./grammar/tree-sitter-python.wasm", import.meta.url));
  const language = await Language.load(wasm);
  const parser = new Parser();
  parser.setLanguage(language);
  return { parser, types: language.types };
}
