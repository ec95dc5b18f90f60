import { type Evidence, evidence } from "../core/evidence.js";
import type { Block, Figure, Heading, Table } from "../parsers/document.js";
import { plainText } from "../parsers/markdown.js";
import { speaksOfOthers } from "./link-context.js";
import { type DocumentText, placeIn } from "./readme-text.js";

const METRIC =
  /(?:^|[^a-z])(?:acc(?:uracy|\.)?|top-?[15]|err(?:or)?(?: rate)?|f1|f-?(?:score|measure)|auc|auroc|aupr|roc|map|m?ap(?:@?\d+)?|ap50|m?iou|bleu|rouge(?:-?\w)?|meteor|cider|spice|fid|is|inception|psnr|ssim|lpips|wer|cer|per|loss|perplexity|ppl|bpc|bpd|bits|rmse|mae|mse|mape|r2|r²|nll|elbo|log-?likelihood|elo|reward|return|score|precision|recall|specificity|sensitivity|dice|hd95|em|exact match|hits?@?\d*|mrr|ndcg(?:@\d+)?|recall@\d+|r@\d+|p@\d+|kappa|mcc|pearson|spearman|correlation|success(?: rate)?|win ?rate|kl|sharpe|speed-?up|mean|avg|average|test|val(?:idation)?|result|performance|pck|epe|ade|fde|mota|idf1|si-?sdr|pesq|stoi|mos|eer|d'|gap|regret)(?:$|[^a-z])/i;
const STRONG_METRIC =
  /(?:^|[^a-z])(?:acc(?:uracy|\.)?|top-?[15]|error|f1|f-?score|auc|auroc|m?iou|bleu|rouge|fid|psnr|ssim|wer|cer|loss|perplexity|ppl|rmse|mae|mse|r2|r²|map|m?ap|precision|recall|dice|reward|return|score|nll|mrr|ndcg)(?:$|[^a-z])/i;
const SETTING =
  /(?:^|[^a-z])(?:lr|learning rate|batch(?: ?size)?|epochs?|params?|parameters?|flops|g?macs|memory|size|width|height|depth|layers?|heads?|dropout|weight decay|momentum|optimizer|seed|steps?|iterations?|default|flag|option|argument|value|type|description|version|python|cuda|date|license|#|number of|samples?|examples?|classes|train size|gpus?|time|hours?|url|link|download|config|checkpoint|hash|md5|dim(?:ension)?s?|hidden)(?:$|[^a-z])/i;
const RESULT_HEADING =
  /\b(?:results?|performances?|benchmarks?|accurac(?:y|ies)|evaluations?|experiments?|experimental|model ?zoo|leader ?boards?|comparisons?|ablations?|scores?|metrics|reproduc\w*|baselines?|state[- ]of[- ]the[- ]art|sota|findings|main table|numbers)\b/i;
/** What a whole chapter of figures may be called. */
const RESULT_CHAPTER =
  /\b(?:results?|performances?|evaluations?|benchmarks?|learning curves?|training curves?|accurac(?:y|ies)|metrics)\b/i;
const NO_RESULT_HEADING =
  /\b(?:hyper-?parameters?|arguments?|options?|flags?|config\w*|requirements?|dataset statistics|data(?:set)? (?:overview|description|summary|splits?)|parameters|usage|install\w*|citation|file structure|structure|features)\b/i;
const NUMBER =
  /(?<![\w.])[-+−]?\d{1,6}(?:[.,]\d+)?(?:\s?%|\s?(?:±|\+\/-|\\pm)\s?\d+(?:\.\d+)?|e-?\d+)?(?![\w])/;
const DECIMAL = /(?<![\w.])[-+−]?\d{1,5}\.\d+(?![\w.])|\d\s?%|±/;

const FIGURE_OF_MEASUREMENT =
  /(?:^|[^a-z])(?:loss(?:es)?|acc(?:uracy)?|learning[-_ ]?curves?|curves?|roc|auc|pr[-_ ]?curve|confusion(?:[-_ ]?matrix)?|results?|performance|plots?|metrics?|benchmarks?|comparison|precision|recall|rewards?|returns?|scores?|convergence|training[-_ ]?(?:loss|curve|history|progress)|train[-_ ]?val|perplexity|rmse|error|err|mse|mae|psnr|ssim|fid|bleu|f1|histogram|calibration|ablation|residuals?|evaluation|experiments?|scaling)(?:$|[^a-z])/i;
const NO_FIGURE =
  /(?:^|[^a-z])(?:teaser|logos?|icons?|banners?|badges?|shields?|arch(?:itecture)?s?|overview|pipeline|framework|diagram|flow(?:chart)?|workflow|structure|demo|screenshot|screen|animation|network|illustration|concept|schematic|header|cover|thumbnail|avatar|sponsors?|stars|contributors?|dashboard|graphical[-_ ]?view|sample[-_ ]?(?:input|data|image)|examples?[-_ ]?input|feature[-_ ]?importance|featured?)(?:$|[^a-z])/i;
const BADGE =
  /shields\.io|badge|travis-ci|codecov|circleci|github\.com\/[^/]+\/[^/]+\/(?:actions|workflows)|readthedocs|colab-|mybinder|zenodo\.org\/badge|star-history|contrib\.rocks|gitpod|deploy-on|api\.star|visitor|img\.youtube|discord|pepy/i;

/** Tables and figures of results (rules 20 to 23 of the completeness list). */
export function resultEvidence(documents: readonly DocumentText[]): readonly Evidence[] {
  return documents.flatMap((document) => {
    const out: Evidence[] = [];
    for (const block of document.document.blocks) {
      if (speaksOfOthers(block.under)) continue;
      if (block.kind === "table") out.push(...tableEvidence(document, block));
      if (block.kind === "image") out.push(...figureEvidence(document, block));
      if (block.kind === "code") out.push(...spreadEvidence(document, block));
    }
    const best = ["high", "medium", "low"].flatMap(
      (level) => out.find((one) => one.confidence === level) ?? [],
    )[0];
    if (document.role === "readme" && best !== undefined && best.kind === "docs.results") {
      out.push(
        evidence("completeness", best.location, { item: "results", detail: best.detail }, best.confidence),
      );
    }
    return out;
  });
}

function tableEvidence(document: DocumentText, table: Table): Evidence[] {
  const found = metricsOf(table);
  if (found === null) return [];
  return [evidence("docs.results", placeIn(document, table.line), { form: "table", detail: found })];
}

const SPREAD = /(?<![\w.])\d{1,6}(?:\.\d{1,6})?\s?(?:±|\+\/-)\s?\d{1,6}(?:\.\d{1,6})?(?![\w])/;
const FEWEST_SPREADS = 3;

/** What an evaluation printed, shown in a fence: values with their spread. */
function spreadEvidence(document: DocumentText, block: Extract<Block, { kind: "code" }>): Evidence[] {
  const rows = block.text.split("\n").flatMap((row, offset) => (SPREAD.test(row) ? [offset] : []));
  const [first] = rows;
  if (first === undefined || rows.length < FEWEST_SPREADS) return [];
  const place = placeIn(document, block.line + first);
  const detail = `${rows.length} values with their spread`;
  return [evidence("docs.results", place, { form: "table", detail }, "medium")];
}

/** "accuracy: 14 values": the metric and how many numbers the table gives it; null where it shows none. */
function metricsOf(table: Table): string | null {
  const heading = headingText(table.under);
  const header = table.header.map(plainText);
  const rows = table.rows.map((row) => row.cells.map(plainText));
  const inResults =
    (RESULT_HEADING.test(heading) || chaptersOf(table.under).some((text) => RESULT_CHAPTER.test(text))) &&
    !NO_RESULT_HEADING.test(lastHeading(table.under));
  const columns = header.map((name, column) => ({
    name,
    values: rows.filter((row) => column > 0 && isValue(row[column] ?? "")).length,
    decimals: rows.filter(
      (row) => column > 0 && DECIMAL.test(row[column] ?? "") && isValue(row[column] ?? ""),
    ).length,
  }));
  const named = columns.filter(({ name, values }) => values > 0 && METRIC.test(name) && !isSetting(name));
  const counted = named.reduce(
    (sum, { values, decimals, name }) => sum + (STRONG_METRIC.test(name) || inResults ? values : decimals),
    0,
  );
  if (counted >= 2 && (named.some(({ name }) => STRONG_METRIC.test(name)) || inResults)) {
    return `${named
      .map(({ name }) => name)
      .slice(0, 3)
      .join(", ")}: ${counted} values`;
  }
  const rowNamed = rows.filter(
    (row) =>
      STRONG_METRIC.test(row[0] ?? "") &&
      !isSetting(row[0] ?? "") &&
      row.slice(1).some((cell) => isValue(cell)),
  );
  if (
    rowNamed.length > 0 &&
    rowNamed.reduce((sum, row) => sum + row.slice(1).filter(isValue).length, 0) >= 2
  ) {
    return `${rowNamed
      .map((row) => row[0])
      .slice(0, 3)
      .join(", ")} by row`;
  }
  // Columns may be data sets and rows methods: numbers with decimals under a heading that says results.
  const decimals = columns
    .filter(({ name }) => !isSetting(name))
    .reduce((sum, column) => sum + column.decimals, 0);
  return (inResults || STRONG_METRIC.test(heading)) &&
    !NO_RESULT_HEADING.test(lastHeading(table.under)) &&
    decimals >= 3
    ? `${decimals} values under "${heading}"`
    : null;
}

const isValue = (cell: string): boolean =>
  NUMBER.test(cell) &&
  cell.length < 80 &&
  !/https?:|^\d+[xX×]\d+|^v?\d+\.\d+\.\d+$|[A-Za-z]{12,}|\d\s?(?:GB|MB|KB|ms|hours?|hrs?|min|[kKMB])\b/.test(
    cell,
  );
const isSetting = (name: string): boolean => SETTING.test(name) && !STRONG_METRIC.test(name);
const headingText = (under: readonly Heading[]): string =>
  under
    .slice(-2)
    .map((heading) => heading.text)
    .join(" / ");
/** Headings above it, without the title of the document: a repository may be called a benchmark. */
const chaptersOf = (under: readonly Heading[]): string[] =>
  under.flatMap(({ level, text }, index) => (index === 0 && level === 1 ? [] : [text]));
const lastHeading = (under: readonly Heading[]): string => under.at(-1)?.text ?? "";

function figureEvidence(document: DocumentText, figure: Figure): Evidence[] {
  const file = decoded(figure.source).split(/[?#]/)[0]!.split("/").at(-1) ?? "";
  const words = `${file.replace(/\.\w+$/, "").replace(/([a-z])([A-Z])/g, "$1 $2")} ${figure.alt}`;
  if (BADGE.test(figure.source) || BADGE.test(figure.alt) || /\.gif$/i.test(file) || NO_FIGURE.test(words))
    return [];
  const place = placeIn(document, figure.line);
  const chapter = [lastHeading(figure.under), ...chaptersOf(figure.under)].find((text) =>
    RESULT_CHAPTER.test(text),
  );
  if (FIGURE_OF_MEASUREMENT.test(words)) {
    return [
      evidence(
        "docs.results",
        place,
        { form: "figure", detail: `${file}${figure.alt === "" ? "" : ` (${figure.alt})`}` },
        "medium",
      ),
    ];
  }
  if (chapter === undefined) return [];
  const detail = `${file} under "${chapter}": unknown, as its name does not say what it shows`;
  return [evidence("docs.results", place, { form: "figure", detail }, "low")];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
