import type { Answer, RunRecord } from "../../core/run.js";
import { recordedSeed } from "../../core/seed-names.js";
import { answer } from "./answers.js";

/**
 * Are the parameters recorded, with the seed, and all that the program declares?
 * `declared`: option names of the run's program, null where that program is not known.
 */
export function parametersAnswer(record: RunRecord, declared: readonly string[] | null): Answer {
  const here = [record.location];
  const names = Object.keys(record.params);
  if (names.length === 0)
    return record.trace.incomplete === null
      ? answer("lost", "no parameter is recorded", here)
      : answer("unobservable", `no parameter can be seen: ${record.trace.incomplete}`, here);
  const recorded = new Set(names.flatMap((name) => [normal(name), normal(lastPart(name))]));
  const missing = (declared ?? []).filter((name) => !recorded.has(normal(name)));
  const seed = recordedSeed(record);
  const doubts = [
    ...(seed === null ? ["no seed among them"] : []),
    ...(missing.length === 0
      ? []
      : [`declared but not recorded: ${missing.slice(0, 5).join(", ")}${missing.length > 5 ? " …" : ""}`]),
  ];
  const counted = `${names.length} parameter${names.length === 1 ? "" : "s"} recorded`;
  return doubts.length === 0
    ? answer("exact", `${counted}, the seed among them`, here)
    : answer("approximate", `${counted}; ${doubts.join("; ")}`, here);
}

const normal = (name: string): string => name.toLowerCase().replaceAll("-", "_");
const lastPart = (name: string): string =>
  name.slice(Math.max(name.lastIndexOf("."), name.lastIndexOf("/")) + 1);
