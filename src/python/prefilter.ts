import { inTestFolder, isVendored } from "./names/nature.js";

/** What is looked for in tests and vendored code, by the words that it cannot be written without. */
const LOOKED_FOR: readonly string[] = [
  // What seeds, and libraries that seed by themselves.
  "[Ss]eed",
  "random_state",
  "RandomState",
  "\\bRandom\\b",
  "\\brng",
  "Rngs",
  "PRNG",
  "PCG64",
  "MT19937",
  "\\bjax\\b",
  "determinis",
  "reproducib",
  "xgboost",
  "lightgbm",
  "catboost",
  "LightningCLI",
  "HfArgumentParser",
  "TrainingArguments",
  "\\btrl\\b",
  "\\bcomposer\\b",
  "ultralytics",
  "\\bsacred\\b",
  // What declares options: a run may have been recorded by such a program.
  "add_argument",
  "DEFINE_",
  "\\bclick\\b",
  "\\btyper\\b",
  "\\b[Ff]ire\\b",
  "tyro",
  "jsonargparse",
  "dataclass",
  "\\battrs?\\b",
  "pydantic",
  "sqlmodel",
  // What changes where modules are looked for.
  "path\\.(?:append|insert|extend)",
  "addsitedir",
  "__main__",
];
const WORDS = new RegExp(LOOKED_FOR.join("|"));

/**
 * A test or vendored source that tells nothing by itself: it is parsed only where other code leads to it. Half of a
 * library's code is tests, and all that is read of them is what they seed.
 */
export const isQuiet = (path: string, text: string): boolean =>
  path.endsWith(".py") && (inTestFolder(path) || isVendored(path)) && !WORDS.test(text);
