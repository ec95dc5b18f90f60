import { readFileSync } from "node:fs";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";

const read = (name: string): object =>
  JSON.parse(readFileSync(new URL(`./schemas/${name}`, import.meta.url), "utf8"));

// One of its patterns is no regular expression of Unicode.
const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv as never);
const validate = ajv.compile(read("sarif-2.1.0.json"));

/** What the official schema says against a SARIF log. */
export function sarifMistakes(text: string): string[] {
  validate(JSON.parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
