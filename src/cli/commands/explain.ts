import type { RuleSet } from "../../core/rule.js";
import { areaDocument, explainArea } from "../../formats/explain/area.js";
import { dimensionDocument, explainDimension } from "../../formats/explain/dimension.js";
import { explainFinding } from "../../formats/explain/finding.js";
import { explainAll, overviewDocument } from "../../formats/explain/overview.js";
import type { Page } from "../../formats/explain/page.js";
import { explainRule, ruleDocument } from "../../formats/explain/rule.js";
import { plain, shortened } from "../../formats/plain.js";
import { paletteFor } from "../colour.js";
import { columnsOf } from "../columns.js";
import { EXIT } from "../exit.js";
import { findFinding, looksLikeFinding } from "../find-finding.js";
import { didYouMean } from "../nearest.js";
import { print } from "../output.js";
import { loadRules } from "../rules.js";
import { UsageError } from "../usage-error.js";
import type { ExplainCommandOptions } from "./explain-options.js";

/** What is explained: for people, and for programs. */
interface Explained {
  readonly page: Page;
  readonly document: Readonly<Record<string, unknown>>;
}

/** `exptrack explain [WHAT]` */
export async function runExplain(
  what: string | undefined,
  path: string,
  options: ExplainCommandOptions,
): Promise<number> {
  const ruleSet = await loadRules();
  const explained =
    what === undefined
      ? { page: explainAll(ruleSet), document: { kind: "overview", ...overviewDocument(ruleSet) } }
      : (named(what, ruleSet) ?? (await finding(what, path, options, ruleSet)));
  await print(await written(explained, options));
  return EXIT.passed;
}

/** What the rule set itself calls so. */
function named(what: string, ruleSet: RuleSet): Explained | null {
  const name = what.toLowerCase();
  const rule = ruleSet.rules.find(({ id }) => id === name);
  if (rule !== undefined)
    return { page: explainRule(rule, ruleSet), document: { kind: "rule", ...ruleDocument(rule) } };
  const dimension = ruleSet.dimensions.find(({ id }) => id === name.replace(/\.[1-5]$/, ""));
  if (dimension !== undefined)
    return {
      page: explainDimension(dimension, ruleSet),
      document: { kind: "dimension", ...dimensionDocument(dimension, ruleSet) },
    };
  const area = ruleSet.areas.find(({ id }) => id === name);
  if (area !== undefined)
    return {
      page: explainArea(area, ruleSet),
      document: { kind: "area", ...areaDocument(area, ruleSet) },
    };
  return null;
}

/** @throws UsageError  nothing is called so */
async function finding(
  what: string,
  path: string,
  options: ExplainCommandOptions,
  { rules, dimensions, areas }: RuleSet,
): Promise<Explained> {
  const names = [...dimensions, ...areas, ...rules].map(({ id }) => id);
  if (!looksLikeFinding(what))
    throw new UsageError(
      `explain ${shortened(plain(what), 80)}: no rule, dimension or area is called so${didYouMean(what, names)} (exptrack explain lists them)`,
    );
  const found = await findFinding(what, path, options);
  return {
    page: explainFinding(found),
    document: { kind: "finding", ...found.finding, source: found.source, rule: found.rule },
  };
}

async function written(
  { page, document }: Explained,
  { format, color }: ExplainCommandOptions,
): Promise<string> {
  if (format === "json") {
    const { jsonBlock } = await import("../../formats/terminal-json.js");
    return `${jsonBlock({ schemaVersion: 1, ...document })}\n`;
  }
  if (format === "markdown") {
    const { pageMarkdown } = await import("../../formats/explain/page-markdown.js");
    return pageMarkdown(page);
  }
  const { pageText } = await import("../../formats/explain/page-text.js");
  return pageText(page, {
    palette: paletteFor(color, process.stdout, process.env),
    width: columnsOf(process.stdout),
  });
}
