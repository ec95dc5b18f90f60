import { defineDetector } from "../../core/detector.js";
import { type EvidenceOf, evidence } from "../../core/evidence.js";
import { seedingsIn } from "./seed-calls.js";
import { studyOf } from "./study.js";

/** Every call that seeds a random source, its value, whether a default run comes to it, and which programs do. */
export const detector = defineDetector({
  id: "code-seeds",
  async detect(context) {
    const study = await studyOf(context);
    const found: EvidenceOf<"code.seed">[] = [];
    for (const file of context.code.files) {
      if (file.vendored) continue;
      for (const { call, location, fields } of seedingsIn(study, file)) {
        const programs = file.test ? [] : study.reach.runBy(file, call);
        const dead = !file.test && programs.length === 0;
        const own = fields.own === "training" && !file.test && !study.trains(programs) ? "data" : fields.own;
        found.push(
          evidence("code.seed", location, {
            ...fields,
            ...(own === undefined ? {} : { own }),
            ...(dead
              ? { on: "no" as const, why: `nothing that runs leads to ${call.scope ?? file.path}` }
              : {}),
            test: file.test,
            programs,
          }),
        );
      }
    }
    return found;
  },
});
