import type { Dimension } from "exptrack/core";

/** The six ladders: what each rung says. Rules answer the rungs; the judge adds up. */
export const DIMENSIONS: readonly Dimension[] = [
  {
    id: "code",
    title: "Code versioning",
    question: "Is the exact code of each run recoverable?",
    rungs: [
      { text: "the code is under version control" },
      { text: "ordinary development history" },
      { text: "tags as well, or a tracker that stores the commit", additive: true },
      { text: "CI and tags, or committed run records whose commits are recoverable" },
      { text: "CI, tags and every run or stage tied to a commit" },
    ],
  },
  {
    id: "data",
    title: "Data versioning",
    question: "Is the exact dataset of each run recoverable?",
    rungs: [
      { text: "a link or a path" },
      { text: "a named public set through a loader or script, or data in the repository" },
      { text: "identity and split can be determined" },
      { text: "versioned artifacts or checksums" },
      { text: "content hashes, a remote and a pipeline lock" },
    ],
  },
  {
    id: "environment",
    title: "Environment capture",
    question: "Can the compute environment be recreated?",
    rungs: [
      { text: "package names in prose" },
      { text: "a manifest, or a container, without pins" },
      { text: "most packages pinned" },
      { text: "transitive pins (close to a lock) or a pinned container" },
      { text: "a lock, a container and a Python version" },
    ],
  },
  {
    id: "parameters",
    title: "Parameter logging",
    question: "Are all parameters recorded completely, seeds included?",
    rungs: [
      { text: "parameters stand in the code" },
      { text: "a command line or configuration" },
      { text: "exact commands or configurations kept, or saved if opted in" },
      { text: "all parameters saved in structured form by default" },
      { text: "the seed, searches and overrides recorded as well, by default", additive: true },
    ],
  },
  {
    id: "results",
    title: "Result persistence",
    question: "Are metrics and artifacts preserved?",
    rungs: [
      { text: "results printed, or in a final file" },
      { text: "checkpoints and text logs" },
      { text: "a results table, tracker metrics or committed figures as well", additive: true },
      { text: "metrics and artifacts tracked by default, or a table and its weights" },
      { text: "several seeds, public reports or versioned metrics as well", additive: true },
    ],
  },
  {
    id: "documentation",
    title: "Documentation",
    question: "Are purposes and conclusions recorded?",
    rungs: [
      { text: "a README" },
      { text: "purpose, and structure, data or requirements" },
      { text: "commands that run the experiment" },
      { text: "install, data and commands" },
      { text: "full documents; purposes and conclusions of experiments recorded" },
    ],
  },
];
