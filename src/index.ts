/** The public API of the package: what the command line itself is built on. */
export { type AuditOptions, audit } from "./audit.js";
export type { Report } from "./core/report.js";
export type { Rule, RuleSet } from "./core/rule.js";
export type { Run, RunLedger } from "./core/run.js";
export { markdown } from "./formats/markdown.js";
export { CannotAudit, openWorkspace } from "./workspace/open.js";
