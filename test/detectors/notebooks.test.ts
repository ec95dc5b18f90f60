import { join } from "node:path";
import { expect, test } from "vitest";
import { detector as entries } from "../../src/detectors/entries.js";
import { detector as environment } from "../../src/detectors/environment.js";
import { detector as notebooks } from "../../src/detectors/notebooks.js";
import { evidenceOf, sourcesUnder } from "./code/repository.js";

const RECORDED = join(import.meta.dirname, "../../fixtures/python/notebooks/nbclient-0.11.0");
const { evidence } = await evidenceOf(sourcesUnder(RECORDED), [notebooks]);
const stateOf = (path: string) => evidence.find(({ location }) => location.path === path);

test.each([
  ["whole.ipynb", { order: "whole", cells: 19, executed: 19, failed: 0, results: 5 }],
  ["shuffled.ipynb", { order: "shuffled", cells: 4, executed: 4, failed: 0, undefined: [] }],
  ["again.ipynb", { order: "rising", executed: 4 }],
  ["restarted.ipynb", { order: "rising", executed: 6 }],
  ["broken-session.ipynb", { order: "shuffled" }],
  ["failed.ipynb", { order: "whole", failed: 1, location: { path: "failed.ipynb", cell: 5 } }],
  ["expected-failure.ipynb", { order: "whole", failed: 0 }],
  ["gone.ipynb", { order: "rising", undefined: ["secret"], location: { path: "gone.ipynb", cell: 2 } }],
  ["below.ipynb", { order: "shuffled", undefined: [], early: ["size"] }],
  ["stripped.ipynb", { order: "not-run", executed: 0, results: 0, failed: 0 }],
  ["papermill.ipynb", { order: "whole", cells: 3 }],
  ["version3.ipynb", { order: "whole", results: 5, undefined: [] }],
])("C1: the state that a real kernel left %s in", (path, state) => {
  expect(stateOf(path)).toMatchObject({ kind: "notebook.state", ...state });
});

const cell = (source: string) => ({ cell_type: "code", source, metadata: {}, outputs: [] });
const sources = {
  "work/study.ipynb": JSON.stringify({
    cells: [
      cell("!pip install torch==2.1.0 tqdm\n%conda install numpy"),
      cell("!python train.py --lr 0.1"),
      cell("%%bash\ncd ..\npython work/evaluate.py"),
      cell("%run -i prepare --all"),
      cell("%run {name}"),
    ],
  }),
  "work/train.py": "print(1)\n",
  "work/evaluate.py": "print(1)\n",
  "work/prepare.py": "print(1)\n",
};

test("C2: shell lines and %run of notebooks name the programs they start", async () => {
  const { evidence } = await evidenceOf(sources, [entries]);
  const named = evidence.flatMap((one) =>
    one.kind === "code.entry" ? [[one.program, one.named, one.location.cell, one.location.line]] : [],
  );
  expect(named).toEqual([
    ["work/train.py", "notebook", 1, 1],
    ["work/evaluate.py", "notebook", 2, 3],
    ["work/prepare.py", "notebook", 3, 1],
  ]);
});

test("A5: packages that a notebook installs are told, with their pins", async () => {
  const { evidence } = await evidenceOf(sources, [environment]);
  const packages = evidence.flatMap((one) =>
    one.kind === "env.package"
      ? [[one.name, one.spec, one.pinned, one.location.cell, one.location.line]]
      : [],
  );
  expect(packages).toEqual([
    ["torch", "==2.1.0", true, 0, 1],
    ["tqdm", "", false, 0, 1],
    ["numpy", "", false, 0, 2],
  ]);
});
