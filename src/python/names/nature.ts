import type { Import } from "../../core/code.js";
import { baseName, VENDOR_FOLDERS } from "../../core/paths.js";
import type { RawFacts } from "../raw.js";

const TEST_FOLDERS: ReadonlySet<string> = new Set(["tests", "test", "testing", "unit_tests", "unittests"]);
const TEST_NAME = /^(?:test_.*|.*_test|tests?|conftest)\.py$/;
const TEST_FRAMEWORKS: ReadonlySet<string> = new Set([
  "pytest",
  "unittest",
  "unittest2",
  "nose",
  "hypothesis",
  "absl.testing",
  "testtools",
  "torch.testing",
]);

/** Of a module, or a method of a class that is called a test: `LitModel.test_step` is a hook of Lightning. */
const TEST_FUNCTION = /^(?:\w*Tests?(?:Case)?\.|Test\w*\.)?test_/;

/** Tests by folder; by name only with a test framework or bare asserts: `test.py` often evaluates a model. */
export function isTest(path: string, facts: RawFacts, imports: () => readonly Import[]): boolean {
  if (inTestFolder(path)) return true;
  if (!TEST_NAME.test(baseName(path))) return false;
  return (
    imports().some(
      ({ module }) => TEST_FRAMEWORKS.has(module) || TEST_FRAMEWORKS.has(module.split(".", 1)[0]!),
    ) ||
    (facts.asserts > 0 && facts.functions.some((found) => TEST_FUNCTION.test(found.name)))
  );
}

export const inTestFolder = (path: string): boolean =>
  path
    .split("/")
    .slice(0, -1)
    .some((folder) => TEST_FOLDERS.has(folder));

const FOREIGN_FOLDERS: ReadonlySet<string> = new Set([
  ...VENDOR_FOLDERS,
  "external",
  "externals",
  "node_modules",
  ".ipynb_checkpoints",
]);
/** Sacred's file observer: `_sources/train_<md5>.py`. */
const SACRED_SOURCE = /(?:^|\/)_sources\/(?:.*\/)?[^/]+_[0-9a-f]{32}\.py$/;
/** W&B keeps the program, and with `save_code` the tree, below its run. */
const WANDB_CODE = /(?:^|\/)wandb\/(?:offline-)?run-[^/]+\/files\/code\//;
/** MLflow models carry copies of the code that loads them. */
const MLFLOW_ARTIFACT = /(?:^|\/)mlruns\/.*\/artifacts\//;

/** A copy that a tracker keeps, or a third-party tree in this one. */
export function isVendored(path: string): boolean {
  return (
    SACRED_SOURCE.test(path) ||
    WANDB_CODE.test(path) ||
    MLFLOW_ARTIFACT.test(path) ||
    path
      .split("/")
      .slice(0, -1)
      .some((folder) => FOREIGN_FOLDERS.has(folder))
  );
}
