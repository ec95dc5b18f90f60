import { z } from "zod";
import * as words from "../vocabulary.js";

/** Schemas of the closed lists. */
export const TrackerId = z.enum(words.TRACKER_IDS);
export const DimensionId = z.enum(words.DIMENSION_IDS);
export const AreaId = z.enum(words.AREA_IDS);
/** A rung of a ladder: dimension and height, 1 to 5. */
export const RungId = z.templateLiteral([
  DimensionId,
  ".",
  z.union([1, 2, 3, 4, 5].map((n) => z.literal(n))),
]);
export const Outcome = z.enum(words.OUTCOMES);
export const Severity = z.enum(words.SEVERITIES);
export const Confidence = z.enum(words.CONFIDENCES);
export const Priority = z.enum(words.PRIORITIES);
export const Effort = z.enum(words.EFFORTS);
export const RunScope = z.enum(words.RUN_SCOPES);
export const RunStatus = z.enum(words.RUN_STATUSES);
export const Recovered = z.enum(words.RECOVERED_STATES);
