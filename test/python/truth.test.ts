import { expect, test } from "vitest";
import { fileOf, literal, readFixture, readSources } from "./folder.js";

const folder = await readFixture("truth");
const truth = (path: string, condition: string) => folder.code.truth(fileOf(folder, path), condition);
const found = (path: string, name: string) => folder.code.valueOf(fileOf(folder, path), name);

test("C1: a constant that is bound once decides, and the place is named; an exec of overrides does not unsettle it", () => {
  expect(truth("train.py", "wandb_log")).toEqual({ truth: "no", why: "wandb_log = False (train.py:4)" });
  expect(truth("train.py", "compile")).toEqual({ truth: "yes", why: "compile = True (train.py:5)" });
  expect(found("train.py", "wandb_log")).toEqual({
    value: literal(false),
    location: { path: "train.py", line: 4, column: 1 },
  });
});

test.each([
  ["not wandb_log", "yes"],
  ["wandb_log and rank == 0", "no"],
  ["wandb_log or rank == 0", "unknown"],
  ["compile or rank == 0", "yes"],
  ["compile and rank == 0", "unknown"],
  ["not (wandb_log and rank == 0)", "yes"],
  ["init_from == 'scratch'", "yes"],
  ['init_from != "scratch"', "no"],
  ["init_from in ('scratch', 'resume')", "unknown"],
  ["init_from in ['scratch', 'resume']", "yes"],
  ["'gpt' not in init_from", "yes"],
  ["init_from is None", "no"],
  ["init_from is not None", "yes"],
  ["devices", "yes"],
  ["history", "unknown"],
  ["options['track']", "no"],
  ["options.get('track')", "no"],
  ["options.get('seed') > 2", "yes"],
  ["options['name'] is None", "yes"],
  ["options['other']", "unknown"],
  ["bool(wandb_log)", "no"],
  ["enabled", "yes"],
  ["changed", "unknown"],
  ["wandb", "unknown"],
  ["wandb is None", "unknown"],
  ["given", "unknown"],
  ["turn", "unknown"],
  ["local == 3", "yes"],
  ["len(devices) > 1", "yes"],
  ["sum(devices) > 1", "unknown"],
  ["options.get('seed', 0) > 2", "yes"],
  ["int(init_from) == 3", "unknown"],
  ["compile if x else y", "unknown"],
  ["wandb_log and x if y else z", "unknown"],
  ["(f(x) > 3) and wandb_log", "no"],
  ["f(x, [1]) or compile", "yes"],
  ["(", "unknown"],
  ["", "unknown"],
  ["1 < devices[0] < 3", "unknown"],
  ["True", "yes"],
  ["0", "no"],
])("C1: the truth of `%s` is %s", (condition, expected) => {
  expect(truth("train.py", condition).truth).toBe(expected);
});

test("C1: constants and classes of the project's other modules", () => {
  expect(truth("train.py", "USE_MLFLOW")).toEqual({ truth: "yes", why: "USE_MLFLOW = True (config.py:1)" });
  expect(truth("train.py", "config.LOGGER is None").truth).toBe("yes");
  expect(truth("train.py", "settings.offline")).toEqual({
    truth: "yes",
    why: "Settings.offline = True (config.py:6)",
  });
  expect(truth("train.py", "Settings.retries == 3").truth).toBe("yes");
});

test("C1: defaults of argparse, in the file, passed on as args, and from the module that parses", () => {
  expect(truth("options.py", "args.track")).toEqual({
    truth: "no",
    why: "argparse default False (options.py:6)",
  });
  expect(truth("program.py", "args.track").truth).toBe("no");
  expect(truth("program.py", "getattr(args, 'track', None)").truth).toBe("no");
  expect(found("program.py", "args.seed")?.value).toEqual(literal(42));
  expect(truth("options.py", "args.name is None").truth).toBe("yes");
  expect(found("options.py", "args.late")?.value).toEqual(literal(5));
});

test("C1: options that disagree or that code sets itself are not told from their default", () => {
  expect(truth("options.py", "args.twice == 1").truth).toBe("unknown");
  expect(truth("options.py", "args.unheard").truth).toBe("unknown");
});

test("C1: fields of a data class are read through the object that its parser makes, not by bare name", () => {
  expect(truth("dataclass_cli.py", "args.track")).toMatchObject({ truth: "no" });
  expect(truth("dataclass_cli.py", "track").truth).toBe("unknown");
  expect(found("dataclass_cli.py", "args.seed")?.value).toEqual(literal(1));
});

test("C1: the project's configuration answers for what code reads of it", async () => {
  const location = { path: "configs/train.yaml", line: 3 };
  const read = await readSources(
    { "train.py": "def main(cfg):\n    if cfg.get('logger'):\n        run(cfg.seed)\n" },
    { config: (dotted) => (dotted === "logger" ? { value: literal(null), location } : null) },
  );
  const file = fileOf(read, "train.py");
  expect(read.code.truth(file, "cfg.get('logger')")).toEqual({
    truth: "no",
    why: "logger = None (configs/train.yaml:3)",
  });
  expect(read.code.valueOf(file, "cfg.logger")).toEqual({ value: literal(null), location });
  expect(read.code.valueOf(file, "cfg.seed")).toBeNull();
});
