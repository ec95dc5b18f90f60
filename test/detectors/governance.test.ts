import { expect, test } from "vitest";
import type { Detector } from "../../src/core/detector.js";
import { detector as collaboration } from "../../src/detectors/collaboration.js";
import { detector as customTracking } from "../../src/detectors/custom-tracking.js";
import { detector as featureStores } from "../../src/detectors/feature-stores.js";
import { detector as governance } from "../../src/detectors/governance.js";
import { observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const items = async (detector: Detector, files: Files) =>
  (await observe(detector, files))
    .of("inventory.item")
    .map((one) => [one.item, one.name, one.value ?? one.state]);

test.each([
  ["MIT", "MIT License\n\nCopyright (c) 2024 Ada\n"],
  [
    "Apache-2.0",
    "                                 Apache License\n                           Version 2.0, January 2004\n",
  ],
  [
    "GPL-3.0",
    "                    GNU GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007\n",
  ],
  [
    "BSD-3-Clause",
    "Redistribution and use in source and binary forms ...\n* Neither the name of the copyright holder\n",
  ],
  ["text not recognised", "All rights reserved.\n"],
])("A8: a licence file is read as %s", async (kind, text) => {
  expect(await items(governance, { LICENSE: text })).toEqual([["licence", "LICENSE", kind]]);
});

test("A8: a licence and a citation may stand in the README only", async () => {
  const readme = "# x\n\n## 📄 License\n\nMIT\n\n```bibtex\n@article{ada2024,\n}\n```\n";
  expect(await items(governance, { "README.md": readme })).toEqual([
    ["licence", "licence in README", "MIT"],
    ["citation", "citation in README", "told in README"],
  ]);
});

test("A8: a badge tells a licence where nothing else does, other badges tell none", async () => {
  const badge = (name: string) =>
    `# x\n\n![b](https://img.shields.io/badge/${name})\n\n## Use\n\nBSD sockets\n`;
  expect(await items(governance, { "README.md": badge("License-MIT-green") })).toEqual([
    ["licence", "licence in README", "MIT"],
  ]);
  expect(await items(governance, { "README.md": badge("Python-3.11-blue") })).toEqual([]);
});

test("A8: citation, security and fairness are listed by name", async () => {
  const found = await items(governance, {
    "CITATION.cff": "cff-version: 1.2.0\n",
    "SECURITY.md": "x\n",
    "fair.py": "import fairlearn.metrics\n",
  });
  expect(found.map(([item]) => item).sort()).toEqual(["citation", "fairness", "security policy"]);
});

test("A8: headings tell what was tried in vain, and newcomers how to begin", async () => {
  const readme = "# x\n\n## 🚀 Getting started\n\npip install x\n\n## What didn't work\n\nDropout of 0.5.\n";
  const found = await items(collaboration, {
    "README.md": readme,
    "docs/a.md": "# Interrupted and failed experiments\n",
  });
  expect(found).toEqual([
    ["onboarding", "🚀 Getting started", "written"],
    ["failed approach", "What didn't work", "written"],
  ]);
});

test("A8: data and weights may have a licence of their own", async () => {
  expect(await items(governance, { "data/LICENSE": "CC BY 4.0\n", "LICENSE-WEIGHTS": "x\n" })).toEqual([
    ["licence", "LICENSE-WEIGHTS", "of data or weights"],
    ["licence", "data/LICENSE", "of data or weights"],
  ]);
});

test("A8: nothing is claimed of a repository that has none of it", async () => {
  expect(await items(governance, { "train.py": "print(1)\n", "README.md": "# x\n" })).toEqual([]);
  expect(await items(collaboration, { "train.py": "print(1)\n" })).toEqual([]);
});

test("A8: templates, guides, hooks and the review of notebooks", async () => {
  const found = await items(collaboration, {
    "CONTRIBUTING.md": "x\n",
    ".github/ISSUE_TEMPLATE/bug.md": "x\n",
    ".github/PULL_REQUEST_TEMPLATE.md": "x\n",
    ".pre-commit-config.yaml": "repos:\n  - repo: https://github.com/kynan/nbstripout\n",
    ".gitattributes": "*.ipynb diff=jupyternotebook\n",
    "EXPERIMENTS.md": "x\n",
  });
  expect(found.map(([item, name]) => `${item}: ${name}`).sort()).toEqual([
    "change request template: pull request template",
    "contribution guide: CONTRIBUTING",
    "experiment log: experiment log",
    "hooks: pre-commit",
    "issue template: issue template",
    "notebook review: nbdime",
    "notebook review: nbstripout",
  ]);
});

test("A2: tables for experiments in SQL and ORM code, and result logs in the tree", async () => {
  const found = await items(customTracking, {
    "db.py": "Q = 'CREATE TABLE IF NOT EXISTS experiments (id INTEGER)'\nU = 'create table users (id int)'\n",
    "orm.py": "from sqlalchemy.orm import Base\nclass Run(Base):\n    __tablename__ = 'training_runs'\n",
    "results/exp1.csv": "a\n1\n",
    "metrics.jsonl": "{}\n",
    "data/results.csv": "a\n",
    "package.json": "{}\n",
  });
  expect(found).toEqual([
    ["experiment table", "experiments", "SQL in code"],
    ["experiment table", "training_runs", "ORM class"],
    ["result log", "metrics.jsonl", "in the tree"],
    ["result log", "results/exp1.csv", "in the tree"],
  ]);
});

test("A2: a notebook that prints its metrics keeps results in its cells", async () => {
  const cell = (source: string, text: string) => ({
    cell_type: "code",
    source,
    execution_count: 1,
    metadata: {},
    outputs: [{ output_type: "stream", name: "stdout", text }],
  });
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: [cell("a()", "hello\n"), cell("b()", "loss: 0.12\nacc = 0.9\n")],
  };
  const seen = await observe(customTracking, { "exp.ipynb": { json: notebook } });
  expect(seen.of("inventory.item").map((one) => [one.item, one.state, one.location])).toEqual([
    ["notebook results", "2 printed metrics in 1 cell", { path: "exp.ipynb", cell: 1 }],
  ]);
});

test("A4: feature stores by configuration and import", async () => {
  const found = await items(featureStores, {
    "features/feature_store.yaml": "project: x\n",
    "a.py": "import hopsworks\n",
  });
  expect(found).toEqual([
    ["feature store", "Feast", "configured"],
    ["feature store", "Hopsworks", "imported"],
  ]);
});
