import { audit } from "../audit.js";
import type { Policy } from "../core/policy.js";
import type { Report } from "../core/report.js";
import type { Workspace } from "../core/workspace.js";
import { memoryFor } from "./memory-for.js";
import { withoutExcluded } from "./policy.js";
import { loadRules } from "./rules.js";

/**
 * The whole audit as a project's policy wants it.
 * @param path  that the caller was given, by which what is kept of earlier audits is found
 */
export async function auditUnder(
  policy: Policy,
  workspace: Workspace,
  path: string,
  options: { readonly local?: boolean } & Parameters<typeof memoryFor>[1],
): Promise<Report> {
  return audit(withoutExcluded(workspace, policy.configuration), {
    ruleSet: await loadRules(),
    local: options.local ?? policy.configuration.local,
    policy,
    memory: memoryFor(path, options),
  });
}
