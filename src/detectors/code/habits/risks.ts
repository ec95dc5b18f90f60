import { type Evidence, evidence } from "../../../core/evidence.js";
import { once } from "../study/run-places.js";
import { accumulation } from "./accumulation.js";
import type { Bench } from "./danger.js";
import { emptiedCache } from "./emptied-cache.js";
import { dataInImages } from "./image-data.js";
import { leakage } from "./leakage.js";
import { listings } from "./listings.js";
import { mutableSource } from "./mutable-sources.js";
import { mayRun, type Observe } from "./observer.js";
import { remoteModel } from "./remote-models.js";
import { selection } from "./selection.js";

/** By the last part of a call's name, so that most calls cost one look-up. */
const BENCHES: readonly Bench[] = [
  leakage,
  selection,
  listings,
  mutableSource,
  remoteModel,
  accumulation,
  emptiedCache,
];
const byMethod = new Map<string, Bench[]>();
for (const bench of BENCHES) {
  for (const method of bench.methods) byMethod.set(method, [...(byMethod.get(method) ?? []), bench]);
}

/** Habits that harm results or cost more than they have to, on the way that a default run takes. */
export const risks: Observe = (study, context) => {
  const first = once();
  const found: Evidence[] = [];
  return {
    see(placed) {
      const { file, call } = placed;
      for (const { risk, judge } of byMethod.get(call.method) ?? []) {
        const danger = judge(study, placed, context);
        if (danger === null || !mayRun(study, placed)) continue;
        if (!first(file.path, risk, danger === "sound" ? danger : danger.why)) continue;
        const programs = study.reach.runBy(file, call);
        if (danger === "sound") {
          found.push(evidence("code.sound", call.location, { risk, call: call.name, programs }));
          continue;
        }
        const { why, confidence } = danger;
        found.push(
          evidence("code.risk", call.location, { risk, call: call.name, why, programs }, confidence),
        );
      }
    },
    async told() {
      return [...found, ...(await dataInImages(context))];
    },
  };
};
