import { type DetectionContext, defineDetector } from "../../core/detector.js";
import type { Evidence } from "../../core/evidence.js";
import { itemsOf } from "../../core/inventory-items.js";
import { type Card, parseCard } from "../../parsers/card.js";
import { isUnderTests, isVendored, recordPlaces } from "../tree-places.js";

/** Cards of models and data sets: by name, or by the front matter that a model hub reads. */
export const detector = defineDetector({
  id: "cards",
  async detect(context) {
    const found: Evidence[] = [];
    const isRecord = recordPlaces(context.files);
    for (const { path, size, symlink } of context.files) {
      const named = KINDS.find(({ file }) => file.test(path));
      const readme = /(?:^|\/)README\.md$/i.test(path);
      if (
        (named === undefined && !readme) ||
        symlink ||
        isUnderTests(path) ||
        isVendored(path) ||
        isRecord(path) ||
        CHECKPOINT.test(path)
      )
        continue;
      const text = size <= LARGEST && /\.(?:md|markdown)$/i.test(path) ? await textOf(context, path) : "";
      // A folder's README tells of much else: only front matter makes it a card.
      const card = named !== undefined || text.startsWith("---") ? parseCard(text) : null;
      const kind =
        named ?? KINDS.find(({ keys }) => keys.some((key) => Object.hasOwn(card?.front ?? {}, key)));
      if (kind === undefined || card === null) continue;
      found.push(cardItem(path, kind, card, named === undefined), ...licence(path, kind, card));
    }
    return found;
  },
});

/** Trainers write a card into each checkpoint. */
const CHECKPOINT = /(?:^|\/)checkpoint-\d+\//;
const LARGEST = 512 * 1024;

const textOf = ({ workspace }: DetectionContext, path: string): Promise<string> =>
  workspace.readText(path).catch(() => "");

interface Section {
  readonly name: string;
  readonly heading: RegExp;
  /** Keys of front matter that tell as much. */
  readonly keys: readonly string[];
}

interface Kind {
  readonly item: "model card" | "datasheet";
  readonly file: RegExp;
  /** Keys of a hub's front matter that no other kind of card has. */
  readonly keys: readonly string[];
  readonly of: string;
  readonly sections: readonly Section[];
}

/** Sections: Mitchell et al. 2019 (model cards), Gebru et al. 2021 (datasheets). */
const KINDS: readonly Kind[] = [
  {
    item: "model card",
    file: /(?:^|\/)(?:model[_-]?cards?(?:[_-][\w-]+)?\.(?:md|rst|txt|json|ya?ml|html)|modelcard\.json|model[_-]?cards?\/[^/]+\.(?:md|json))$/i,
    keys: ["pipeline_tag", "base_model", "model-index", "library_name"],
    of: "of a model",
    sections: [
      { name: "intended use", heading: /\buses?\b|usage|application|purpose/, keys: [] },
      { name: "training data", heading: /training|\bdata(?:sets?)?\b/, keys: ["datasets"] },
      {
        name: "evaluation",
        heading: /evaluat|metrics?\b|results?\b|performance|quantitative|benchmark/,
        keys: ["model-index"],
      },
      {
        name: "limitations",
        heading: /limit|\bbias|risks?\b|caveat|ethic|fairness|consideration|out[- ]of[- ]scope|known issues/,
        keys: [],
      },
    ],
  },
  {
    item: "datasheet",
    file: /(?:^|\/)(?:(?:data[_-]?sheets?(?:[_-][\w-]+)?|data[_-]?cards?(?:[_-][\w-]+)?|dataset[_-]card|data[_-]statement)\.(?:md|rst|txt|json|pdf)|croissant\.json)$/i,
    keys: ["task_categories", "dataset_info", "size_categories", "annotations_creators"],
    of: "of data",
    sections: [
      {
        name: "composition",
        heading: /composition|structure|instances|fields|columns|splits?\b|content|schema/,
        keys: ["dataset_info"],
      },
      {
        name: "collection",
        heading: /collect|source|creation|curat|provenance|annotat/,
        keys: ["source_datasets"],
      },
      { name: "uses", heading: /\buses?\b|usage|tasks?\b|purpose|motivation/, keys: ["task_categories"] },
    ],
  },
];

function cardItem(path: string, { item, sections }: Kind, card: Card, byFrontMatter: boolean): Evidence {
  const told = ({ heading, keys }: Section): boolean =>
    card.told.some((text) => heading.test(text)) || keys.some((key) => isGiven(card.front[key]));
  const missing = sections.filter((section) => !told(section)).map(({ name }) => name);
  const readable = /\.(?:md|markdown)$/i.test(path);
  return governance(
    item,
    { path, line: 1 },
    path,
    byFrontMatter ? "front matter of a hub" : "in the repository",
    !readable ? null : missing.length === 0 ? "all sections are told" : `without ${missing.join(", ")}`,
  );
}

const governance = itemsOf("governance");

const isGiven = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);

/** The licence of the model or the data, which may be another than the code's. */
function licence(path: string, { of }: Kind, { front }: Card): readonly Evidence[] {
  const given = front.license ?? front.licence;
  const names = (Array.isArray(given) ? given : [given]).filter((one) => typeof one === "string");
  const state = /^README/i.test(path) ? "told in README" : of;
  return names.length === 0 ? [] : [governance("licence", { path, line: 1 }, path, state, names.join(", "))];
}
