import type { DetectionContext } from "../core/detector.js";
import { defineDetector } from "../core/detector.js";
import type { Evidence } from "../core/evidence.js";
import { itemsOf } from "../core/inventory-items.js";
import type { InventoryKindOf } from "../core/inventory-kinds.js";
import { isVendored } from "./tree-places.js";

/** Licence, citation, fairness, privacy, retention: looked for however small the repository. */
export const detector = defineDetector({
  id: "governance",
  async detect(context) {
    const found: Evidence[] = [];
    for (const { path, size, symlink } of context.files) {
      if (symlink || isVendored(path)) continue;
      for (const { item, file } of BY_NAME)
        if (file.test(path)) found.push(governance(item, { path }, path, "in the repository"));
      if (PART_LICENCE.test(path)) found.push(governance("licence", { path }, path, "of data or weights"));
      else if (
        /^(?:(?:LICEN[CS]E|COPYING|UNLICENSE)(?:[._-][\w.-]+)?|LICENSES\/[\w.-]+)$/i.test(path) &&
        size <= LARGEST
      ) {
        const kind = licenceOf(await context.workspace.readText(path).catch(() => ""));
        found.push(governance("licence", { path }, path, "in the repository", kind));
      } else if (/^(?:pyproject\.toml|setup\.(?:cfg|py))$/.test(path) && size <= LARGEST) {
        found.push(...fromMetadata(path, await context.workspace.readText(path).catch(() => "")));
      } else if (/^readme(?:\.\w+)?$/i.test(path) && size <= LARGEST) {
        found.push(...fromReadme(path, await context.workspace.readText(path).catch(() => "")));
      } else if (
        /^(?:docs?|doc|\.github)\/[^/]+\.(?:md|rst|txt)$|^[^/]+\.md$/i.test(path) &&
        size <= LARGEST
      ) {
        found.push(...retention(path, await context.workspace.readText(path).catch(() => "")));
      }
    }
    return [...found, ...fromCode(context)];
  },
});

const LARGEST = 512 * 1024;
/** Licences of data and weights, which may be others than that of the code. */
const PART_LICENCE =
  /(?:^|\/)LICEN[CS]E[-_.](?:data(?:set)?|models?|weights)(?:\.\w+)?$|^(?:data|datasets?|weights|checkpoints)\/(?:[^/]+\/){0,3}LICEN[CS]E(?:\.\w+)?$/i;

const governance = itemsOf("governance");
type Kind = InventoryKindOf<"governance">;

const BY_NAME: readonly { readonly item: Kind; readonly file: RegExp }[] = [
  { item: "citation", file: /^(?:CITATION(?:\.cff|\.bib|\.md)?|codemeta\.json|\.zenodo\.json)$/i },
  { item: "security policy", file: /^(?:\.github\/|docs\/)?SECURITY(?:\.\w+)?$/i },
  { item: "code of conduct", file: /^(?:\.github\/|docs\/)?CODE_OF_CONDUCT(?:\.\w+)?$/i },
  { item: "retention", file: /(?:^|\/)(?:data[_-]?retention|retention)[\w-]*\.(?:md|rst|txt)$/i },
  { item: "privacy", file: /^(?:docs\/)?PRIVACY(?:\.\w+)?$/i },
  {
    item: "ethics statement",
    file: /(?:^|\/)(?:ETHICS|RESPONSIBLE[_-]AI|BROADER[_-]IMPACT)[\w-]*\.(?:md|rst|txt)$/i,
  },
];

/** First words of licence texts, by SPDX identifier. */
const LICENCES: readonly (readonly [pattern: RegExp, id: string])[] = [
  [/Apache License,?\s+Version 2\.0/i, "Apache-2.0"],
  [/GNU AFFERO GENERAL PUBLIC LICENSE/i, "AGPL-3.0"],
  [/GNU LESSER GENERAL PUBLIC LICENSE/i, "LGPL"],
  [/GNU GENERAL PUBLIC LICENSE\s+Version 2/i, "GPL-2.0"],
  [/GNU GENERAL PUBLIC LICENSE/i, "GPL-3.0"],
  [/Mozilla Public License,?\s+(?:Version )?2\.0/i, "MPL-2.0"],
  [/Creative Commons[^\n]{0,40}NonCommercial|CC[ -]BY-NC/i, "CC-BY-NC"],
  [/Creative Commons/i, "CC"],
  [/BSD 3-Clause|Neither the name of/i, "BSD-3-Clause"],
  [/BSD 2-Clause|Redistribution and use in source and binary forms/i, "BSD-2-Clause"],
  [/This is free and unencumbered software/i, "Unlicense"],
  [/\bMIT License\b|Permission is hereby granted, free of charge/i, "MIT"],
];

const licenceOf = (text: string): string => {
  const start = text.slice(0, 4000).replace(/[ \t\r\n]+/g, " ");
  return LICENCES.find(([pattern]) => pattern.test(start))?.[1] ?? "text not recognised";
};

/** Licences as prose names them. */
const NAMED_LICENCES: readonly (readonly [pattern: RegExp, id: string])[] = [
  [/\bMIT\b/, "MIT"],
  [/\bApache\b/, "Apache-2.0"],
  [/\bAGPL/, "AGPL-3.0"],
  [/\bLGPL/, "LGPL"],
  [/\bGPL/, "GPL"],
  [/\bBSD\b/, "BSD"],
  [/\bCC[ -]BY[\w -]{0,8}NC|NonCommercial/i, "CC-BY-NC"],
  [/\bCC[ -]BY\b|Creative Commons/i, "CC"],
];

const HEADING_LICENCE = /^(?:#{1,6}\s*|<h[1-6][^>]{0,80}>\s*)[^\w\n]{0,10}Licen[cs]e\b/i;
const README_LICENCE =
  /\b(?:licensed under|released under|MIT License|Apache License|BSD License|GPL ?v?[23])\b/i;
/** A badge of shields.io: `badge/License-MIT-green`, `badge/license-Apache%202.0-blue`. */
const BADGE_LICENCE = /\/badge\/licen[cs]e-\w/i;
const README_CITATION =
  /^\s*@(?:inproceedings|article|misc|software|phdthesis|techreport|incollection)\s*\{/i;

/** A licence may stand in the README only, and a citation mostly does. */
function fromReadme(path: string, text: string): readonly Evidence[] {
  const lines = text.split("\n");
  const first = (pattern: RegExp): number =>
    lines.findIndex((line) => line.length < 2000 && pattern.test(line));
  const found: Evidence[] = [];
  const heading = first(HEADING_LICENCE);
  const told = heading >= 0 ? heading : first(README_LICENCE);
  const licence = told >= 0 ? told : first(BADGE_LICENCE);
  if (licence >= 0) {
    const around = lines.slice(licence, told >= 0 ? licence + 12 : licence + 1).join(" ");
    const kind = NAMED_LICENCES.find(([pattern]) => pattern.test(around))?.[1];
    found.push(
      governance("licence", { path, line: licence + 1 }, "licence in README", "told in README", kind),
    );
  }
  const citation = first(README_CITATION);
  if (citation >= 0)
    found.push(governance("citation", { path, line: citation + 1 }, "citation in README", "told in README"));
  return found;
}

/** `license = "MIT"`, `license = {text = "MIT"}` or a classifier. */
function fromMetadata(path: string, text: string): readonly Evidence[] {
  const lines = text.split("\n");
  const line = lines.findIndex((one) => one.length < 500 && METADATA_LICENCE.test(one));
  if (line < 0) return [];
  const kind = NAMED_LICENCES.find(([pattern]) => pattern.test(lines[line] ?? ""))?.[1];
  return [
    governance("licence", { path, line: line + 1 }, "licence in the package's metadata", "declared", kind),
  ];
}
const METADATA_LICENCE = /^\s*license(?:-expression)?\s*=\s*[^\s#]|License :: /;

function retention(path: string, text: string): readonly Evidence[] {
  const lines = text.split("\n");
  const line = lines.findIndex((one) =>
    /\b(?:data|artifact|model|record|log)s? retention\b|\bretention (?:policy|period)\b/i.test(one),
  );
  return line < 0 ? [] : [governance("retention", { path, line: line + 1 }, "retention note", "written")];
}

const LIBRARIES: readonly (readonly [module: string, item: Kind])[] = [
  ["fairlearn", "fairness"],
  ["aif360", "fairness"],
  ["aequitas", "fairness"],
  ["fairness_indicators", "fairness"],
  ["tensorflow_model_analysis", "fairness"],
  ["responsibleai", "fairness"],
  ["presidio_analyzer", "privacy"],
  ["presidio_anonymizer", "privacy"],
  ["scrubadub", "privacy"],
  ["opacus", "privacy"],
  ["tensorflow_privacy", "privacy"],
  ["diffprivlib", "privacy"],
  ["shap", "explanation"],
  ["lime", "explanation"],
  ["captum", "explanation"],
  ["alibi", "explanation"],
];

function fromCode({ code }: DetectionContext): readonly Evidence[] {
  return code.files
    .filter((file) => !file.test && !file.vendored)
    .flatMap((file) =>
      file.imports.flatMap((one): readonly Evidence[] => {
        const root = one.module.split(".")[0] ?? "";
        const known = one.file === null ? LIBRARIES.find(([module]) => module === root) : undefined;
        return known === undefined ? [] : [governance(known[1], one.location, root, "imported")];
      }),
    );
}
