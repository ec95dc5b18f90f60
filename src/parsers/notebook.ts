import { type ParsedJson, parsePythonJson } from "./python-json.js";

/** A Jupyter notebook (nbformat 3 and 4) as plain data. */
export interface Notebook {
  /** nbformat's major version. */
  readonly format: number;
  readonly cells: readonly NotebookCell[];
  readonly kernel: { readonly name: string | null; readonly display: string | null } | null;
  /** Language of the code cells, lower case, `python` where nothing is said; `version` as the kernel told it. */
  readonly language: { readonly name: string; readonly version: string | null };
  /** What papermill recorded, where the notebook was run by it. */
  readonly papermill: {
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly failed: boolean;
  } | null;
}

export interface NotebookCell {
  /** Position among all cells, from 0. */
  readonly index: number;
  readonly kind: "code" | "markdown" | "raw";
  readonly source: string;
  readonly tags: readonly string[];
  /** null: not executed, or stripped. */
  readonly executionCount: number | null;
  readonly outputs: OutputSummary;
}

/** What a cell shows, counted; the contents stay in the file. */
export interface OutputSummary {
  readonly count: number;
  /** Data frames and other HTML tables. */
  readonly tables: number;
  readonly images: number;
  /** Lines of printed text that give a metric a number: `val_loss: 0.12`, `Accuracy = 0.9`. */
  readonly metricLines: number;
  /** Names of the exceptions that were raised: `ValueError`. */
  readonly errors: readonly string[];
}

export interface ParsedNotebook {
  readonly notebook: Notebook | null;
  readonly error: { readonly message: string; readonly line: number | null } | null;
}

type Json = Readonly<Record<string, unknown>>;

const METRIC_LINE =
  /(?:\b|_)(?:loss|acc|accuracy|f1|auc|roc_auc|precision|recall|rmse|mse|mae|mape|r2|bleu|rouge|wer|cer|iou|dice|perplexity|ppl|reward|score)\b[^\n\d]{0,24}[-+]?\d/i;
const MAX_OUTPUT_TEXT = 200_000;

/**
 * Reads a notebook. Never throws: `error` says what is wrong with it (no JSON, no cells), and `line` where the JSON ends
 * to make sense. Shapes: nbformat 4.5's schema, and `worksheets[].cells[]`, `input`, `prompt_number` of version 3.
 */
export function parseNotebook(text: string): ParsedNotebook {
  if (text.trim() === "") return failed("the notebook is empty");
  const { value: top, error } = parseJson(text);
  if (error !== null) return failed(`the notebook is no valid JSON: ${error.message}`, error.line);
  if (!isObject(top)) return failed("the notebook is no JSON object");
  const cells = cellsOf(top);
  if (cells === null) return failed("the notebook has no cells");
  const metadata = object(top.metadata);
  const kernelspec = object(metadata.kernelspec);
  const info = object(metadata.language_info);
  const language = string(info.name) ?? string(kernelspec.language) ?? string(metadata.language);
  const papermill = object(metadata.papermill);
  return {
    notebook: {
      format: typeof top.nbformat === "number" ? top.nbformat : 4,
      cells: cells.map(readCell),
      kernel: isObject(metadata.kernelspec)
        ? { name: string(kernelspec.name), display: string(kernelspec.display_name) }
        : null,
      language: { name: (language ?? "python").toLowerCase(), version: string(info.version) },
      papermill: isObject(metadata.papermill)
        ? { parameters: object(papermill.parameters), failed: papermill.exception === true }
        : null,
    },
    error: null,
  };
}

function failed(message: string, line: number | null = null): ParsedNotebook {
  return { notebook: null, error: { message, line } };
}

/** The engine's parser is the faster one; what Python writes and it refuses (bare NaN) is read by ours. */
function parseJson(text: string): ParsedJson {
  try {
    return { value: JSON.parse(text), error: null };
  } catch {
    return parsePythonJson(text);
  }
}

function cellsOf(top: Json): readonly unknown[] | null {
  if (Array.isArray(top.cells)) return top.cells;
  if (!Array.isArray(top.worksheets)) return null;
  return top.worksheets.flatMap((sheet) => {
    const cells = object(sheet).cells;
    return Array.isArray(cells) ? cells : [];
  });
}

function readCell(value: unknown, index: number): NotebookCell {
  const cell = object(value);
  const type = cell.cell_type;
  const count = cell.execution_count ?? cell.prompt_number;
  const tags = object(cell.metadata).tags;
  return {
    index,
    kind: type === "code" ? "code" : type === "raw" ? "raw" : "markdown",
    source: joined(cell.source ?? cell.input),
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
    executionCount: typeof count === "number" ? count : null,
    outputs: summarise(Array.isArray(cell.outputs) ? cell.outputs : []),
  };
}

function summarise(outputs: readonly unknown[]): OutputSummary {
  let tables = 0;
  let images = 0;
  let metricLines = 0;
  const errors: string[] = [];
  for (const value of outputs) {
    const output = object(value);
    // Version 3 keeps the representations beside the type: `png`, `html`, `text`.
    const data = isObject(output.data) ? output.data : output;
    const kinds = Object.keys(data);
    if (kinds.some((kind) => /^(?:image\/|png$|jpeg$|svg$)/.test(kind))) images++;
    if (joined(data["text/html"] ?? data.html).includes("<table")) tables++;
    if (output.output_type === "error" || output.output_type === "pyerr") {
      errors.push(string(output.ename) ?? "error");
    }
    const printed = joined(output.text ?? data["text/plain"]).slice(0, MAX_OUTPUT_TEXT);
    for (const line of printed.split("\n")) if (METRIC_LINE.test(line.slice(0, 400))) metricLines++;
  }
  return { count: outputs.length, tables, images, metricLines, errors };
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const object = (value: unknown): Json => (isObject(value) ? value : {});
const string = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** nbformat writes texts whole or as a list of lines. */
function joined(value: unknown): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.filter((line) => typeof line === "string").join("") : "";
}
