import { z } from "zod";
import { DIMENSION_IDS } from "../vocabulary.js";

/** `exptrack-baseline.json`: the state that a project has accepted, written by `exptrack baseline`. */

export const AcceptedFinding = z.object({
  rule: z.string().min(1),
  path: z.string().min(1).describe("where it was; a renamed file is known again by the fingerprint"),
  fingerprint: z.string().min(1),
  reason: z.string().exactOptional(),
});

export const Baseline = z.object({
  schemaVersion: z.literal(1),
  ruleSet: z.int().min(1).describe("version of the rules that made it: those that came later cannot fail it"),
  floors: z
    .strictObject(
      Object.fromEntries(DIMENSION_IDS.map((id) => [id, z.number().min(0).max(5).exactOptional()])) as Record<
        (typeof DIMENSION_IDS)[number],
        z.ZodExactOptional<z.ZodNumber>
      >,
    )
    .describe("points that a dimension may not fall below, whole hundredths"),
  accepted: z.array(AcceptedFinding).describe("findings that fail no gate"),
});
