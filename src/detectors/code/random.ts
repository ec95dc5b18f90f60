import type { Call, CodeFile } from "../../core/code.js";
import { defineDetector } from "../../core/detector.js";
import { type EvidenceOf, evidence, type RandomSource } from "../../core/evidence.js";
import { canonicalName, isLiteral, lastPart, unpacksKeywords } from "./names.js";
import { compareInFile } from "./project.js";
import { type Draw, drawOf } from "./random-table.js";
import { type Seeding, seedingsIn } from "./seed-calls.js";
import { sklearnUse } from "./sklearn-draws.js";
import { type Study, studyOf } from "./study.js";

/** What seeding one source also settles. scikit-learn and pandas draw from NumPy's global generator. */
const SETTLES: Partial<Record<RandomSource, readonly RandomSource[]>> = {
  sklearn: ["numpy"],
  keras: ["keras", "tensorflow"],
};

/**
 * Draws that have no seed of their own, in code that some program runs and that no default switches off: each kind
 * once a file.
 */
export const detector = defineDetector({
  id: "code-random",
  async detect(context) {
    const study = await studyOf(context);
    const found: EvidenceOf<"code.random">[] = [];
    for (const file of study.graph.files) {
      const seen = new Set<string>();
      const seedings = seedingsIn(study, file);
      for (const call of file.calls) {
        const draw = unseededDraw(study, file, call);
        if (draw === undefined) continue;
        const programs = study.reach.runBy(file, call);
        if (programs.length === 0 || study.values.holds(file, call.scope, call.conditions).on === "no")
          continue;
        const early = isEarly(call, draw.source, seedings);
        const name = sklearnUse(call) === undefined ? canonicalName(call.name) : lastPart(call.name);
        const purpose = draw.purpose === "training" && !study.trains(programs) ? "data" : draw.purpose;
        const key = `${draw.source} ${purpose} ${name} ${early} ${programs.join(" ")}`;
        if (seen.has(key)) continue;
        seen.add(key);
        found.push(
          evidence("code.random", call.location, {
            source: draw.source,
            call: name,
            purpose,
            test: false,
            ...(early ? { early } : {}),
            programs,
          }),
        );
      }
    }
    return found;
  },
});

function unseededDraw(study: Study, file: CodeFile, call: Call): Draw | undefined {
  if (study.graph.resolve(file, call.name, call.scope) !== undefined) return undefined;
  const sklearn = sklearnUse(call);
  if (sklearn !== undefined) {
    const given = sklearn.state !== undefined && !isLiteral(sklearn.state, null);
    if (sklearn.draws !== true || given || (sklearn.state === undefined && unpacksKeywords(call)))
      return undefined;
    return { source: "sklearn", purpose: sklearn.purpose };
  }
  // `default_rng()` has a source of its own, which nothing else seeds.
  if (/^numpy\.random\.(?:default_rng|RandomState)$/.test(call.name)) {
    const [first] = call.args;
    return first === undefined || isLiteral(first.value, null)
      ? { source: "numpy-generator", purpose: "training" }
      : undefined;
  }
  return drawOf(file, call);
}

/** Drawn in the same stretch of code as the seeding of its source, but above it. */
function isEarly(call: Call, source: RandomSource, seedings: readonly Seeding[]): boolean {
  // An environment is made first and seeded when it is reset.
  if (source === "gym") return false;
  const settled = SETTLES[source] ?? [source];
  const beside = seedings.filter(
    (seeding) =>
      seeding.fields.own === undefined &&
      seeding.fields.value !== null &&
      seeding.call.scope === call.scope &&
      seeding.fields.sources.some((seeded) => settled.includes(seeded)),
  );
  return beside.length > 0 && beside.every(({ location }) => compareInFile(call.location, location) < 0);
}
