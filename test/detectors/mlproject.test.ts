import { expect, test } from "vitest";
import { detector } from "../../src/detectors/mlproject.js";
import { observe } from "../tools/observe.js";

const PROJECT = `name: tutorial
entry_points:
  main:
    parameters:
      alpha: {type: float, default: 0.5}
      data_file: path
    command: "python train.py {alpha} {data_file}"
  clean:
    command: "make clean"
`;

test("C8: parameters of an MLproject are declared, with their line and default", async () => {
  const seen = await observe(detector, { MLproject: PROJECT });
  expect(seen.of("code.parameter").map(({ name, value, location }) => [name, value, location.line])).toEqual([
    ["alpha", "0.5", 5],
    ["data_file", undefined, 6],
  ]);
  expect(seen.of("code.config")).toHaveLength(1);
});

test("a folder or a broken file of that name declares nothing", async () => {
  expect((await observe(detector, { "MLproject/readme.md": "x" })).all).toEqual([]);
  expect((await observe(detector, { MLproject: "entry_points: [\n" })).all).toEqual([]);
  expect((await observe(detector, { MLproject: "entry_points: text\n" })).all).toEqual([]);
});
