import type { CodeFile } from "../../../core/code.js";
import { defineDetector } from "../../../core/detector.js";
import { type EvidenceOf, evidence } from "../../../core/evidence.js";
import { compareText, type Location } from "../../../core/location.js";
import { type Purpose, readPurposes } from "../../purpose.js";
import { isGuarded } from "../study/main-guard.js";
import type { StartedBy } from "../study/programs.js";
import { once } from "../study/run-places.js";
import { studyOf } from "../study/study.js";

const NAMED: Readonly<Record<StartedBy, string>> = {
  __main__: "__main__",
  notebook: "notebook",
  hydra: "hydra main",
  click: "click command",
  sacred: "sacred main",
  script: "script",
  "console script": "console script",
  process: "process",
};

/** The programs that somebody can start, at the place where each begins, and those that code starts as processes. */
export const detector = defineDetector({
  id: "code-entries",
  async detect(context) {
    const study = await studyOf(context);
    const purposes = await readPurposes(context);
    const byPath = new Map(study.graph.files.map((file) => [file.path, file]));
    const found: EvidenceOf<"code.entry">[] = [];
    for (const [program, by] of [...study.reach.programs].sort(([a], [b]) => compareText(a, b))) {
      const file = byPath.get(program);
      if (file === undefined || by === "library" || by === "process") continue;
      const purpose = purposes.of(program);
      if (by === "script" && purpose.purpose === "unknown" && !file.main) continue;
      found.push(entryOf(program, NAMED[by], startOf(file), purpose, by === "script" ? "medium" : "high"));
    }
    const first = once();
    for (const { program, call } of study.started)
      if (first(program, call.location.path))
        found.push(entryOf(program, "process", call.location, purposes.of(program), "high"));
    return found;
  },
});

export function entryOf(
  program: string,
  named: string,
  location: Location,
  { purpose, why }: Purpose,
  confidence: "high" | "medium",
): EvidenceOf<"code.entry"> {
  return evidence(
    "code.entry",
    location,
    { program, purpose, named, ...(why !== null && { why }) },
    confidence,
  );
}

/** Where a program starts: its guard's first call, else its first call at module level. */
function startOf(file: CodeFile): Location {
  const top = file.calls.filter(({ scope }) => scope === null);
  const start = top.find(({ location }) => isGuarded(file, location)) ?? (file.notebook ? undefined : top[0]);
  return start?.location ?? { path: file.path };
}
