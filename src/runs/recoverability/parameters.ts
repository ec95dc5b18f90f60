import type { Answer, RunRecord } from "../../core/run.js";
import { isSeedName, recordedSeed } from "../../core/seed-names.js";
import { commandOptions } from "../command-options.js";
import { answer, list } from "./answers.js";
import { hiddenBy } from "./never-recorded.js";

/**
 * Are the parameters recorded, with the seed, and all that the program declares? What the recorded command line says
 * counts with them.
 * `declared`: option names of the run's program, null where that program is not known.
 */
export function parametersAnswer(record: RunRecord, declared: readonly string[] | null): Answer {
  const here = [record.location];
  const names = Object.keys(record.params);
  const options = commandOptions(record.command);
  const hidden = hiddenBy(record, "parameters");
  if (names.length + options.size === 0)
    return hidden === null
      ? answer("lost", "no parameter is recorded", here)
      : answer("unobservable", `no parameter can be seen: ${hidden}`, here);
  const missing = declared === null ? [] : notAmong(declared, [...names, ...options.keys()]);
  const seeded =
    recordedSeed(record) !== null || [...options].some(([name, value]) => isSeedName(name) && value !== "");
  const doubts = [
    ...(seeded ? [] : ["no seed among them"]),
    ...(missing.length === 0 ? [] : [`declared but not recorded: ${list(missing, 5)}`]),
  ];
  const counted =
    names.length === 0
      ? `no parameter is recorded but ${options.size} on the command line`
      : `${names.length} parameter${names.length === 1 ? "" : "s"} recorded`;
  return doubts.length === 0
    ? answer("exact", `${counted}, the seed among them`, here)
    : answer("approximate", `${counted}; ${doubts.join("; ")}`, here);
}

function notAmong(declared: readonly string[], recorded: readonly string[]): string[] {
  const known = new Set(recorded.flatMap((name) => [normal(name), normal(lastPart(name))]));
  return declared.filter((name) => !known.has(normal(name)));
}

const normal = (name: string): string => name.toLowerCase().replaceAll("-", "_");
const lastPart = (name: string): string =>
  name.slice(Math.max(name.lastIndexOf("."), name.lastIndexOf("/")) + 1);
