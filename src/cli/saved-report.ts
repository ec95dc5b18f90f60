import { readFile } from "node:fs/promises";
import type { Report } from "../core/report.js";
import { plain, shortened } from "../formats/plain.js";
import { UsageError } from "./usage-error.js";
import { whyNot } from "./why-not.js";

const SCHEMA_VERSION = 1;
const MOST_MISTAKES = 5;
const MOST_BYTES = 512 * 1024 * 1024;

/**
 * The report that `exptrack audit -f json` wrote, held against the published shape.
 * @param source  a file, `-` for stdin
 * @throws UsageError  no such file, no JSON, no report, or one of a newer exptrack
 */
export async function readSavedReport(source: string): Promise<Report> {
  const name = source === "-" ? "stdin" : source;
  const document = parsed(decoded(await bytesOf(source, name)), name);
  const version = (document as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === "number" && version > SCHEMA_VERSION)
    throw new UsageError(
      `${name} was written by a newer exptrack: its schemaVersion is ${version}, and this one knows ${SCHEMA_VERSION}`,
    );
  // Loaded here alone: it takes longer than the rest of the command.
  const { Report: Shape } = await import("../core/schema/report.js");
  const { error } = Shape.safeParse(document);
  if (error !== undefined) throw noReport(name, error.issues);
  // As it was read: the schema would put its own order of keys in place of the file's.
  return document as Report;
}

async function bytesOf(source: string, name: string): Promise<Buffer> {
  try {
    return source === "-" ? await standardInput() : await readFile(source);
  } catch (error) {
    throw new UsageError(`cannot read ${name}: ${whyNot(error)}`);
  }
}

async function standardInput(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MOST_BYTES) throw new Error("it is longer than any report");
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** UTF-8, or UTF-16 as older shells of Windows redirect it; without its mark. */
function decoded(bytes: Buffer): string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(wide ? "utf16le" : "utf8").replace(/^\ufeff/, "");
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `${name} is no JSON (${plain(error instanceof Error ? error.message : String(error))}); exptrack audit -f json writes what is expected here`,
    );
  }
}

function noReport(
  name: string,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): UsageError {
  const shown = issues
    .slice(0, MOST_MISTAKES)
    .map(({ path, message }) => `  ${jsonPath(path)}: ${plain(message)}`);
  const more = issues.length - shown.length;
  return new UsageError(
    `${name} is no report of exptrack audit -f json: ${issues.length} of its values are not as published`,
    [...shown, ...(more > 0 ? [`  and ${more} more`] : [])],
  );
}

/** `findings[3].severity`; the document itself is `$`. */
const jsonPath = (path: readonly PropertyKey[]): string =>
  shortened(
    plain(
      path
        .map((part, index) =>
          typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`,
        )
        .join("") || "$",
    ),
    200,
  );
