import { defineDetector } from "../core/detector.js";
import { trackingOf } from "./tracking.js";

/** Signs and calls of every tracker that is known. */
export const detector = defineDetector({
  id: "trackers",
  detect: async (context) => (await trackingOf(context)).evidence,
});
