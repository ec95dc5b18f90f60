import type { CheckFinding, CheckReport } from "../core/check.js";
import { counted } from "./numbers.js";
import { position } from "./place.js";
import { plain } from "./plain.js";
import { hostRule } from "./repository-place.js";
import { type Annotation, workflowCommands } from "./workflow-commands.js";

/** Findings as annotations of GitHub Actions, beside the lines they speak of; those of notebooks at their first line. */
export const checkGithub = ({ findings }: CheckReport): string =>
  workflowCommands(
    findings.map(annotation),
    (count) => `${counted(count, "more finding")} in the text output`,
  );

function annotation({ severity, rule, message, fix, location }: CheckFinding): Annotation {
  const { path, line, column, cell } = location;
  const exact = cell === undefined && line !== undefined;
  const said = cell === undefined ? plain(message) : `${plain(message)} (${position(location)})`;
  return {
    severity,
    properties: {
      file: path,
      line: exact ? line : 1,
      ...(exact && column !== undefined ? { col: column } : {}),
      title: hostRule(rule),
    },
    message: `${said}\n${plain(fix)}`,
  };
}
