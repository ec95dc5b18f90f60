import { expect, test } from "vitest";
import { fileOf, literal, readFixture } from "./folder.js";

const folder = await readFixture("parameters");
const declared = (path: string) =>
  fileOf(folder, path).parameters.map(({ name, by, default: value, flag }) => [
    name,
    by,
    value?.is === "literal" ? value.value : value,
    flag,
  ]);

test("C1: argparse options, by destination, with the default that a run without arguments gets", () => {
  const list = { is: "list", items: [literal(64), literal(32)] };
  // A positional and a required option have no default; an option without one is None.
  expect(declared("with_argparse.py")).toEqual([
    ["data", "argparse", null, false],
    ["learning_rate", "argparse", 0.1, false],
    ["track", "argparse", false, true],
    ["cuda", "argparse", true, true],
    ["compile", "argparse", true, true],
    ["resume", "argparse", null, false],
    ["seed", "argparse", null, false],
    ["layers", "argparse", list, false],
  ]);
  const parameters = fileOf(folder, "with_argparse.py").parameters;
  expect(parameters.find((found) => found.name === "resume")?.default).toEqual(literal(null));
  expect(parameters.find((found) => found.name === "seed")?.default).toBeNull();
});

test("C1: groups, parents, destinations, defaults that are set later, and optional positionals", () => {
  expect(declared("with_more_argparse.py")).toEqual([
    ["lr", "argparse", 0.1, false],
    ["amp", "argparse", true, true],
    ["seed", "argparse", 3, false],
    ["quiet", "argparse", null, false],
    ["split", "argparse", "train", false],
    ["extra", "argparse", null, false],
  ]);
  const options = fileOf(folder, "with_more_argparse.py").parameters;
  expect(options.map((option) => option.options)).toEqual([
    ["-l", "--learning-rate"],
    ["--amp"],
    ["--seed"],
    ["--quiet"],
    undefined,
    undefined,
  ]);
  expect(
    fileOf(folder, "with_argparse.py").parameters.filter(({ required }) => required === true),
  ).toMatchObject([{ name: "data" }, { name: "seed" }]);
});

test("C1: an option that is a parameter belongs to its function", () => {
  const owners = (path: string) => fileOf(folder, path).parameters.map(({ name, owner }) => [name, owner]);
  expect(owners("with_fire.py")).toEqual([
    ["lr", "train"],
    ["epochs", "train"],
  ]);
});

test("C1: click options and arguments", () => {
  expect(declared("with_click.py").sort()).toEqual([
    ["fast", "click", false, true],
    ["lr", "click", 0.1, false],
    ["name", "click", null, false],
    ["path", "click", null, false],
    ["verbose", "click", false, true],
  ]);
});

test("C1: typer commands, with typer.Option as default and as annotation", () => {
  expect(declared("with_typer.py")).toEqual([
    ["data", "typer", null, false],
    ["lr", "typer", 0.1, false],
    ["epochs", "typer", 10, false],
    ["seed", "typer", 7, false],
    ["need", "typer", null, false],
    ["track", "typer", false, true],
  ]);
});

test("C1: what fire runs, and nothing else of the file", () => {
  expect(declared("with_fire.py")).toEqual([
    ["lr", "fire", 0.1, false],
    ["epochs", "fire", 3, false],
  ]);
});

test("C1: absl flags", () => {
  expect(declared("with_absl.py")).toEqual([
    ["lr", "absl", 0.1, false],
    ["track", "absl", false, true],
    ["name", "absl", null, false],
  ]);
});

test("C1: fields of data classes, read by tyro or not", () => {
  expect(declared("with_tyro.py").filter(([, by]) => by === "tyro")).toEqual([
    ["seed", "tyro", 1, false],
    ["track", "tyro", false, true],
    ["layers", "tyro", { is: "expression", text: "lambda: [64]" }, false],
    ["name", "tyro", "run", false],
    ["data", "tyro", null, false],
  ]);
  expect(declared("with_tyro.py").filter(([, by]) => by === "dataclass")).toEqual([
    ["width", "dataclass", 8, false],
  ]);
});

test("C1: fields of pydantic models, inherited ones by their own class", () => {
  expect(declared("with_pydantic.py")).toEqual([
    ["lr", "pydantic", 0.1, false],
    ["epochs", "pydantic", 3, false],
    ["seed", "pydantic", null, false],
  ]);
});

test("C1: constants of a script that are bound once and stand there as values", () => {
  expect(declared("script.py")).toEqual([
    ["BATCH_SIZE", "constant", 64, false],
    ["learning_rate", "constant", 0.001, false],
    ["steps", "constant", { is: "expression", text: "5 * 8" }, false],
    ["names", "constant", { is: "list", items: [literal("a"), literal("b")] }, false],
  ]);
  expect(fileOf(folder, "with_argparse.py").parameters.some(({ by }) => by === "constant")).toBe(false);
});
