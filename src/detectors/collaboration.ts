import { type DetectionContext, defineDetector } from "../core/detector.js";
import type { Evidence } from "../core/evidence.js";
import { itemsOf } from "../core/inventory-items.js";
import type { InventoryKindOf } from "../core/inventory-kinds.js";
import { placeIn, readDocuments } from "./readme-text.js";
import { isVendored } from "./tree-places.js";

/** What helps several people to work on experiments: rules of contribution, review of notebooks, hooks, onboarding. */
export const detector = defineDetector({
  id: "collaboration",
  async detect(context) {
    const { workspace, files } = context;
    const found: Evidence[] = [...(await fromHeadings(context))];
    for (const { path, size, symlink } of files) {
      if (symlink || isVendored(path)) continue;
      for (const { item, name, file } of BY_NAME)
        if (file.test(path)) found.push(collaboration(item, { path }, name, "in the repository"));
      const inside = BY_TEXT.filter((one) => one.file.test(path));
      if (inside.length === 0 || size > LARGEST) continue;
      const lines = (await workspace.readText(path).catch(() => "")).split("\n");
      for (const { item, name, text } of inside) {
        const line = lines.findIndex((one) => text.test(one) && !/^\s*#/.test(one));
        if (line >= 0) found.push(collaboration(item, { path, line: line + 1 }, name, "configured"));
      }
    }
    return found;
  },
});

const collaboration = itemsOf("collaboration");
type Kind = InventoryKindOf<"collaboration">;

const HEADINGS: readonly { readonly item: Kind; readonly heading: RegExp }[] = [
  {
    item: "failed approach",
    heading:
      /\bwhat (?:did not|didn[’']?t|does not|doesn[’']?t|hasn[’']?t|has not) work|\bthings? (?:that )?(?:did not|didn[’']?t) work|\b(?:failed|unsuccessful) (?:attempts?|approach(?:es)?|ideas?|tries)\b|^\W{0,6}(?:failed|unsuccessful) experiments?\W{0,3}$|\bnegative results?\b|\blessons learn(?:ed|t)\b|\bdead[- ]ends?\b/i,
  },
  {
    item: "onboarding",
    heading:
      /^\W{0,6}(?:getting started|quick[- ]?start|onboarding|(?:for |new )(?:new )?(?:contributors|developers|joiners)|development (?:setup|environment|guide)|setting up (?:a |the |your )?development)\b/i,
  },
];

/** Documents that tell newcomers how to begin, and everybody what was tried in vain. */
async function fromHeadings(context: DetectionContext): Promise<readonly Evidence[]> {
  return (await readDocuments(context)).flatMap((document) =>
    document.document.headings.flatMap(({ text, line }) => {
      const known = HEADINGS.find(({ heading }) => heading.test(text));
      return known === undefined || (known.item === "onboarding" && document.role === "notebook")
        ? []
        : [collaboration(known.item, placeIn(document, line), text.slice(0, 80), "written")];
    }),
  );
}

const LARGEST = 256 * 1024;

const BY_NAME: readonly { readonly item: Kind; readonly name: string; readonly file: RegExp }[] = [
  {
    item: "contribution guide",
    name: "CONTRIBUTING",
    file: /^(?:\.github\/|docs\/)?CONTRIBUTING(?:\.\w+)?$/i,
  },
  {
    item: "issue template",
    name: "issue template",
    file: /^\.github\/issue_template(?:\/[^/]+|\.\w+)$|^\.gitlab\/issue_templates\/[^/]+$/i,
  },
  {
    item: "change request template",
    name: "pull request template",
    file: /^(?:\.github\/|docs\/)?pull_request_template(?:\/[^/]+|\.\w+)$|^\.gitlab\/merge_request_templates\/[^/]+$/i,
  },
  {
    item: "changelog",
    name: "changelog",
    file: /^(?:CHANGELOG|CHANGES|HISTORY|NEWS|RELEASES)(?:\.\w+)?$/i,
  },
  { item: "hooks", name: "pre-commit", file: /^\.pre-commit-config\.ya?ml$/ },
  {
    item: "onboarding",
    name: "development container",
    file: /^\.devcontainer(?:\.json|\/devcontainer\.json)$|^\.gitpod\.ya?ml$/,
  },
  {
    item: "onboarding",
    name: "getting-started document",
    file: /(?:^|\/)(?:ONBOARDING|GETTING[_-]?STARTED|QUICK[_-]?START|TUTORIAL|DEVELOPMENT|INSTALL|INSTALLATION)\.(?:md|rst|txt)$/i,
  },
  {
    item: "experiment log",
    name: "experiment log",
    file: /(?:^|\/)(?:EXPERIMENTS?|EXPERIMENT[_-]LOG|LAB[_-]?(?:LOG|NOTES|BOOK)|RESEARCH[_-]LOG|LOGBOOK|FINDINGS)\.(?:md|rst|txt|org)$/i,
  },
  {
    item: "failed approach",
    name: "document of what failed",
    file: /(?:^|\/)(?:NEGATIVE[_-]RESULTS|FAILED[_-]\w+|LESSONS[_-]?LEARNED|WHAT[_-]DID[_-]NOT[_-]WORK|DEAD[_-]ENDS)\.(?:md|rst|txt|org)$/i,
  },
  { item: "notebook review", name: "jupytext", file: /(?:^|\/)jupytext\.toml$/ },
];

const NOTEBOOK_TOOLS = [
  "nbstripout",
  "nbdime",
  "jupytext",
  "nbqa",
  "nb-clean",
  "databooks",
  "reviewnb",
] as const;
interface TextMark {
  readonly item: Kind;
  readonly name: string;
  readonly file: RegExp;
  readonly text: RegExp;
}
const BY_TEXT: readonly TextMark[] = [
  ...NOTEBOOK_TOOLS.map(
    (name): TextMark => ({
      item: "notebook review",
      name,
      file: /^\.pre-commit-config\.ya?ml$|(?:^|\/)\.gitattributes$|^pyproject\.toml$|^Makefile$|^\.github\/workflows\/[^/]+\.ya?ml$/,
      text: new RegExp(name === "nbdime" ? "\\bnbdime\\b|=jupyternotebook\\b" : `\\b${name}\\b`),
    }),
  ),
  {
    item: "experiment report on changes",
    name: "CML",
    file: /^\.github\/workflows\/[^/]+\.ya?ml$|^\.gitlab-ci\.ya?ml$/,
    text: /\bcml (?:comment|send-comment|publish|report)\b/,
  },
];
