import { z } from "zod";
import { DIMENSION_IDS } from "../vocabulary.js";
import { Severity } from "./vocabulary.js";

/**
 * What a configuration file may say: exptrack.yml, .exptrack.yml, .github/exptrack.yml, or [tool.exptrack] of
 * pyproject.toml. The published schema is made of it; at run time the table of `src/policy/configuration-shape.ts`
 * answers in its stead, and a test holds the two equal.
 */

const Pattern = z
  .string()
  .min(1)
  .max(500)
  .describe(
    "as in .gitignore: without a slash a name at any depth, with one a path from the folder of the configuration; models/ stands for everything in a folder; * ? [a-z] {a,b} **",
  );
const RuleId = z.string().min(1).max(100);
const Score = z.number().min(0).max(30);
const Path = z.string().min(1).max(1000);

export const RuleOptions = z
  .record(z.string(), z.union([z.number(), z.boolean(), z.string()]))
  .describe("by the name that the page of the rule gives; options move findings, never the score");

export const RuleSetting = z.union([
  z.enum([...Severity.options, "off"]),
  z.strictObject({
    severity: z.enum([...Severity.options, "off"]).optional(),
    options: RuleOptions.optional(),
  }),
]);

export const Ignored = z.strictObject({
  rule: RuleId.describe("id of the rule"),
  paths: z.array(Pattern).min(1).optional().describe("only findings in these files; without it, all"),
  reason: z.string().regex(/\S/).max(1000).describe("why the findings are accepted"),
  expires: z.iso
    .date()
    .optional()
    .describe("last day on which it holds; only a gate looks at the clock, a report never does"),
});

export const ProjectEntry = z.union([
  Path,
  z.strictObject({
    root: Path.describe("folder, relative to the folder of the configuration"),
    threshold: Score.optional().describe("least score of this project; without it, that of the repository"),
  }),
]);

export const ConfigurationFile = z
  .strictObject({
    threshold: Score.optional().describe("least score: a lower one fails the gate (exit 1); none by default"),
    floors: z
      .strictObject(
        Object.fromEntries(DIMENSION_IDS.map((id) => [id, z.number().min(0).max(5).optional()])) as Record<
          (typeof DIMENSION_IDS)[number],
          z.ZodOptional<z.ZodNumber>
        >,
      )
      .optional()
      .describe("least points of single dimensions: a lower one fails the gate, whatever the total"),
    baseline: Path.optional().describe(
      "file of accepted findings and floors, as `exptrack baseline` writes it",
    ),
    local: z
      .boolean()
      .default(true)
      .describe("false: records that only this machine holds are left out, as with --no-local"),
    exclude: z.array(Pattern).default([]).describe("files that are not looked at"),
    rules: z
      .record(z.string(), RuleSetting)
      .default({})
      .describe("severity (off, info, warning, error) and options by rule; the score never moves"),
    ignore: z.array(Ignored).default([]).describe("findings that are accepted, each with its reason"),
    projects: z.array(ProjectEntry).default([]).describe("projects below the root that are gated too"),
    extends: Path.optional().describe(
      "another configuration file of this repository, relative to this file; what stands here wins",
    ),
  })
  .describe("Configuration of exptrack");
