import { trackerDetector } from "../trackers/detect.js";
import { TRACKERS } from "../trackers/index.js";

/** Signs and calls of every tracker that is known. */
export const detector = trackerDetector(TRACKERS.map((tracker) => tracker.signs));
