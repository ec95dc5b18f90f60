import type { z } from "zod";
import type * as schema from "./schema/report.js";

export const COMPLETENESS_ITEMS = [
  "dependencies",
  "training",
  "evaluation",
  "pretrained",
  "results",
] as const;

export type RungResult = Readonly<z.output<typeof schema.RungResult>>;
export type Cap = Readonly<z.output<typeof schema.Cap>>;
export type DimensionScore = Readonly<z.output<typeof schema.DimensionScore>>;
export type Score = Readonly<z.output<typeof schema.Score>>;
export type AreaResult = Readonly<z.output<typeof schema.AreaResult>>;
export type Stakes = Readonly<z.output<typeof schema.Stakes>>;
export type TrackerState = z.output<typeof schema.TrackerState>;
export type SeedState = z.output<typeof schema.SeedState>;
export type SeedVerdict = z.output<typeof schema.SeedVerdict>;
export type InventoryItem = Readonly<z.output<typeof schema.InventoryItem>>;
export type InventoryPart = Readonly<z.output<typeof schema.InventoryPart>>;
export type Inventory = Readonly<z.output<typeof schema.Inventory>>;
export type Finding = Readonly<z.output<typeof schema.Finding>>;
export type Recommendation = Readonly<z.output<typeof schema.Recommendation>>;
export type RuleResult = Readonly<z.output<typeof schema.RuleResult>>;
export type PolicyResult = Readonly<z.output<typeof schema.PolicyResult>>;
export type Report = Readonly<z.output<typeof schema.Report>>;
export type Lineage = Readonly<z.output<typeof schema.Lineage>>;
export type Gap = Report["gaps"][number];
