import { defineDetector } from "../../../core/detector.js";
import { type EvidenceOf, evidence } from "../../../core/evidence.js";
import { studyOf } from "../study/study.js";
import { seedingsIn } from "./seed-calls.js";
import { seedConflicts } from "./seed-conflicts.js";

/** Every call that seeds a random source, its value, whether a default run comes to it, and which programs do. */
export const detector = defineDetector({
  id: "code-seeds",
  async detect(context) {
    const study = await studyOf(context);
    const conflicts = seedConflicts(study);
    const found: EvidenceOf<"code.seed">[] = [];
    for (const file of context.code.files) {
      if (file.vendored) continue;
      for (const seeding of seedingsIn(study, file)) {
        const { call, location, fields } = seeding;
        const programs = file.test ? [] : study.reach.runBy(file, call);
        const dead = !file.test && programs.length === 0;
        const own = fields.own === "training" && !file.test && !study.trains(programs) ? "data" : fields.own;
        const replaces = conflicts.get(seeding);
        found.push(
          evidence("code.seed", location, {
            ...fields,
            ...(own === undefined ? {} : { own }),
            ...(dead
              ? { on: "no" as const, why: `nothing that runs leads to ${call.scope ?? file.path}` }
              : {}),
            ...(replaces === undefined
              ? {}
              : replaces.changing
                ? { conflict: replaces.words }
                : { again: replaces.words }),
            test: file.test,
            programs,
          }),
        );
      }
    }
    return found;
  },
});
