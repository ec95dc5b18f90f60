import { describe, expect, test } from "vitest";
import { github } from "../../src/formats/github.js";
import { finding, reportOf } from "./sample-report.js";
import { workflowCommands } from "./workflow-commands.js";

describe("E4: annotations of GitHub Actions", () => {
  test("E4: an error, a warning and a note stand at their lines", () => {
    const report = reportOf({
      findings: [
        finding({ severity: "info", location: { path: "nb.ipynb", cell: 2, line: 7, column: 3 } }),
        finding({ severity: "warning", location: { path: "conf/a,b:c.yaml", line: 3 } }),
        finding(),
      ],
      repository: { folder: "ml" },
    });
    expect(github(report).split("\n")).toEqual([
      "::error file=ml/train.py,line=12,col=5,title=exptrack/unseeded-randomness::torch is not seeded%0ASeed every source.",
      "::warning file=ml/conf/a%2Cb%3Ac.yaml,line=3,title=exptrack/unseeded-randomness::torch is not seeded%0ASeed every source.",
      "::notice file=ml/nb.ipynb,line=1,title=exptrack/unseeded-randomness::torch is not seeded (nb.ipynb:cell 2:7:3)%0ASeed every source.",
      "",
    ]);
  });

  test("E4: at most ten of a level, the rest counted in a notice that is itself one of the ten", () => {
    const of = (severity: "error" | "info", count: number) =>
      Array.from({ length: count }, (_, index) => finding({ severity, message: `${severity} ${index}` }));
    const { commands } = workflowCommands(
      github(reportOf({ findings: [...of("info", 12), ...of("error", 13)] })),
    );
    const count = (command: string) => commands.filter((one) => one.command === command).length;
    expect([count("error"), count("warning"), count("notice")]).toEqual([10, 0, 10]);
    expect(commands[0]?.message).toContain("error 0");
    expect(commands.at(-1)).toEqual({
      command: "notice",
      properties: { title: "exptrack" },
      message: "6 more findings in the job summary",
    });
  });

  test("E4: exactly ten of a level leave none to count", () => {
    const findings = Array.from({ length: 10 }, () => finding({ severity: "info" }));
    expect(workflowCommands(github(reportOf({ findings }))).commands).toHaveLength(10);
  });

  test("E4: what somebody accepted, and what one machine alone holds, is not shown", () => {
    const findings = [
      finding({ status: "suppressed" }),
      finding({ status: "baselined" }),
      finding({ scope: "local" }),
    ];
    expect(github(reportOf({ findings }))).toBe("");
  });

  test("F1: no text of the repository starts a command of its own", () => {
    const message = "x\n::set-output name=a::b\r::error::%0A::stop-commands::z";
    const location = { path: "a\n::error::b.py", line: 1 };
    const { commands, output } = workflowCommands(
      github(reportOf({ findings: [finding({ message, location })] })),
    );
    expect(output).toEqual([]);
    expect(commands).toHaveLength(1);
    expect(commands[0]?.properties.file).toBe(location.path);
    expect(commands[0]?.message).toContain("%0A::stop-commands::z");
  });
});
