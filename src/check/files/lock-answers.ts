import type { ChangeState } from "../../core/change.js";
import { compareText } from "../../core/location.js";
import { type ComparedFiles, lockFiles } from "../../trackers/dvc/compared-files.js";
import {
  type Difference,
  isOfContent,
  type StaleStage,
  staleStages,
} from "../../trackers/dvc/stale-stages.js";
import { inWords } from "../../trackers/dvc/stale-words.js";
import type { Answer } from "../question.js";
import { filteredPaths } from "./git-attributes.js";
import { stateFiles } from "./state-files.js";

/** Locked stages that the state's files no longer agree with. */
export async function lockAnswers(state: ChangeState): Promise<readonly Answer[]> {
  const files = await stateFiles(state);
  const compared: ComparedFiles = {
    has: files.has,
    bytes: files.bytes,
    ending: (ending) => files.paths.filter((path) => path.endsWith(ending)),
  };
  if (lockFiles(compared).length === 0) return [];
  // Git keeps another content of such files than the one that DVC has seen.
  const isFiltered = await filteredPaths(files);
  const stale = await staleStages({
    ...compared,
    bytes: async (path) => (isFiltered(path) ? null : files.bytes(path)),
  });
  return stale.flatMap(answersOf);
}

/**
 * A command that cannot be the defined one has a rule of its own. What is asked of a stage is told apart from what its
 * files hold: code may change without another result.
 */
function answersOf(stage: StaleStage): readonly Answer[] {
  const kinds = new Map<Kind, Difference[]>();
  for (const difference of stage.differences) {
    const kind = kindOf(difference);
    kinds.set(kind, [...(kinds.get(kind) ?? []), difference]);
  }
  return [...kinds].map(([kind, differences]) => answer(kind, { ...stage, differences }));
}

type Kind = "command" | "definition" | "content" | "removed";

function kindOf(difference: Difference): Kind {
  if (difference.plain === true) return "command";
  if (difference.what === "removed") return "removed";
  return isOfContent(difference) ? "content" : "definition";
}

function answer(kind: Kind, stage: StaleStage): Answer {
  const softly = kind === "content" || kind === "removed";
  return {
    rule: kind === "command" ? "lock-names-other-command" : "stale-lock",
    outcome: softly ? "partial" : "fail",
    confidence: "high",
    severity: softly ? "warning" : "error",
    message: inWords(stage),
    location: { path: stage.lock, line: stage.line, run: `dvc:${stage.lock}:${stage.stage}` },
    related: [...new Set(stage.differences.map(({ file }) => file))]
      .sort(compareText)
      .map((path) => ({ path })),
    subject: { path: stage.lock, name: `${stage.stage} ${kind}` },
    idiom: ["dvc"],
  };
}
