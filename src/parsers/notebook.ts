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
  /** What `metadata.exptrack` holds, as it is written; absent where there is none. */
  readonly exptrack?: unknown;
}

export interface NotebookCell {
  /** Position among all cells, from 0. */
  readonly index: number;
  readonly kind: "code" | "markdown" | "raw";
  readonly source: string;
  readonly tags: readonly string[];
  /** null: not executed, or stripped. */
  readonly executionCount: number | null;
  /** Language of this cell alone, lower case, where the notebook is of several (VS Code, SoS). */
  readonly language: string | null;
  readonly outputs: readonly NotebookOutput[];
  /** What the cell's `metadata.exptrack` holds, as it is written; absent where there is none. */
  readonly exptrack?: unknown;
}

/** What a cell shows; the contents stay in the file. */
export interface NotebookOutput {
  /** `table`: data frames and other HTML tables. */
  readonly kind: "text" | "figure" | "table" | "error";
  /**
   * Of an error the exception's name: `ValueError`. Of text the lines that give a metric a number (`val_loss: 0.12`,
   * `Accuracy = 0.9`). Else null.
   */
  readonly text: string | null;
}

export interface ParsedNotebook {
  readonly notebook: Notebook | null;
  readonly error: { readonly message: string; readonly line: number | null } | null;
}

type Json = Readonly<Record<string, unknown>>;

const METRIC_LINE =
  /(?:\b|_)(?:loss|acc|accuracy|f1|auc|roc_auc|precision|recall|rmse|mse|mae|mape|r2|bleu|rouge|wer|cer|iou|dice|perplexity|ppl|reward|score)\b[^\n\d]{0,24}[-+]?\d/i;
const MAX_OUTPUT_TEXT = 200_000;
const MAX_METRIC_LINES = 500;
const MAX_LINE = 400;
const KEPT_OF_LINE = 120;
/** MIME types that a front end draws, and version 3's names for them. */
const FIGURE =
  /^(?:image\/|png$|jpeg$|svg$|application\/(?:vnd\.(?:plotly|vega|vegalite|bokehjs|holoviews|altair)\b|pdf$))/;
/** Charts that are drawn by what stands in HTML. */
const DRAWN = /<svg\b|<canvas\b|<img\b|<video\b|Plotly\.newPlot|vegaEmbed|bokeh/i;
/** Kernels that older notebooks name without their language; null: the language has the kernel's name. */
const KERNELS: readonly (readonly [pattern: RegExp, language: string | null])[] = [
  [/^(?:ir|r)$/i, "r"],
  [/^julia/i, "julia"],
  [/^(?:scala|spylon|almond|apache_toree_scala|spark$)/i, "scala"],
  [/^(?:bash|calysto_bash)$/i, "bash"],
  [/^(?:javascript|ijavascript|tslab|jslab|deno)$/i, "javascript"],
  [/^\.net-csharp$/i, "c#"],
  [
    /^(?:matlab|octave|sas|stata|xsql|ruby|ihaskell|haskell|gophernotes|rust|xcpp\d*|java|kotlin|sos)$/i,
    null,
  ],
];

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
  const language =
    string(info.name) ??
    string(kernelspec.language) ??
    string(metadata.language) ??
    languageOf(string(kernelspec.name));
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
      ...(metadata.exptrack === undefined ? {} : { exptrack: metadata.exptrack }),
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
  const metadata = object(cell.metadata);
  const { tags } = metadata;
  const language =
    string(object(metadata.vscode).languageId) ?? string(metadata.kernel) ?? string(cell.language);
  return {
    index,
    kind: type === "code" ? "code" : type === "raw" ? "raw" : "markdown",
    source: joined(cell.source ?? cell.input),
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
    // Colab writes 0 for a cell that was not run.
    executionCount: typeof count === "number" && count > 0 ? count : null,
    language: language === null ? null : (languageOf(language) ?? language.toLowerCase()),
    outputs: (Array.isArray(cell.outputs) ? cell.outputs : []).map(readOutput),
    ...(metadata.exptrack === undefined ? {} : { exptrack: metadata.exptrack }),
  };
}

/** The language of a kernel that is called like it; null for Python's and unknown ones. */
function languageOf(kernel: string | null): string | null {
  const found = kernel === null ? undefined : KERNELS.find(([pattern]) => pattern.test(kernel));
  return found === undefined ? null : (found[1] ?? kernel!.toLowerCase());
}

function readOutput(value: unknown): NotebookOutput {
  const output = object(value);
  if (output.output_type === "error" || output.output_type === "pyerr") {
    return { kind: "error", text: string(output.ename) ?? "error" };
  }
  // Version 3 keeps the representations beside the type: `png`, `html`, `text`.
  const data = isObject(output.data) ? output.data : output;
  if (Object.keys(data).some((kind) => FIGURE.test(kind))) return { kind: "figure", text: null };
  const html = joined(data["text/html"] ?? data.html).slice(0, MAX_OUTPUT_TEXT);
  if (html.includes("<table")) return { kind: "table", text: null };
  if (DRAWN.test(html)) return { kind: "figure", text: null };
  const lines = metricLines(joined(output.text ?? data["text/plain"]).slice(0, MAX_OUTPUT_TEXT));
  return { kind: "text", text: lines.length === 0 ? null : lines.join("\n") };
}

function metricLines(printed: string): readonly string[] {
  const found: string[] = [];
  for (const line of printed.split("\n")) {
    if (found.length === MAX_METRIC_LINES) break;
    // A progress bar writes its row over and over: the last state stays.
    const left = line.trimEnd();
    const shown = left.slice(left.lastIndexOf("\r") + 1).slice(0, MAX_LINE);
    if (METRIC_LINE.test(shown)) found.push(shown.trim().slice(0, KEPT_OF_LINE));
  }
  return found;
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
