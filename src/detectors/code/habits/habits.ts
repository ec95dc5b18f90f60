import { defineDetector } from "../../../core/detector.js";
import type { Evidence } from "../../../core/evidence.js";
import { runningCalls } from "../study/run-places.js";
import { studyOf } from "../study/study.js";
import { configuredCalls } from "../values/configured-calls.js";
import { capture } from "./capture.js";
import { costly } from "./costly.js";
import { distributedTraining } from "./distributed-training.js";
import { hydraRuns } from "./hydra-runs.js";
import { hygiene } from "./hygiene.js";
import type { Observe } from "./observer.js";
import { resumedTraining } from "./resumed-training.js";
import { risks } from "./risks.js";
import { search } from "./search.js";
import { tasks } from "./tasks.js";
import { trackingHabits } from "./tracking-habits.js";
import { trainingCosts } from "./training-costs.js";

const OBSERVERS: readonly Observe[] = [
  hygiene,
  risks,
  search,
  capture,
  tasks,
  costly,
  trackingHabits,
  distributedTraining,
  resumedTraining,
  trainingCosts,
  hydraRuns,
];

/** How a training is done: its habits and risks, its searches, what of it could be kept, and what it is for. */
export const detector = defineDetector({
  id: "code-habits",
  async detect(context) {
    const study = await studyOf(context);
    const observers = OBSERVERS.map((observe) => observe(study, context));
    for (const placed of runningCalls(study)) for (const observer of observers) observer.see(placed);
    for (const call of configuredCalls(study.configuration.mains))
      for (const observer of observers) observer.built?.(call);
    const found: Evidence[] = [];
    for (const observer of observers) found.push(...(await observer.told()));
    return found;
  },
});
