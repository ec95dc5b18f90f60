import {
  defineRule,
  type EvidenceOf,
  fail,
  grouped,
  listed,
  notApplicable,
  pass,
  places,
} from "exptrack/core";

export const rule = defineRule({
  id: "undeclared-stage-dependency",
  title: "A stage reads what it does not declare",
  severity: "warning",
  areas: [{ area: "pipeline-architecture" }],
  docs: {
    what: "Holds what each stage of dvc.yaml declares against its program (the script or module of its command), files that the command names, files that the program reads under a path that its text fixes, and parameters of which the stage names none. A folder that is declared covers what lies in it.",
    why: "DVC runs a stage again when something that it declares has changed. What it does not declare can change without a new run, and the lock then vouches for outputs that nobody can make again.",
    limit:
      "Modules that the program imports, paths that are put together at run time, reads under a condition, and which parameters of a file are read are not looked into. A file that the program only appends to may be taken for one that it reads.",
    fix: "Add the file to `deps` of the stage, or the parameters to `params`, and run `dvc repro`.",
    effort: "minutes",
    before: {
      default: "train:\n  cmd: python train.py\n  outs: [model.pt]",
    },
    example: {
      default:
        "train:\n  cmd: python train.py\n  deps: [train.py, data/train.csv]\n  params: [train.lr]\n  outs: [model.pt]",
    },
  },
  check(model) {
    const pipelines = model.evidence("pipeline.definition").filter(({ tool }) => tool === "dvc");
    if (pipelines.length === 0) return notApplicable("no DVC pipeline is defined");
    const undeclared = model.evidence("pipeline.undeclared");
    return undeclared.length === 0
      ? pass("code", "stages declare what they are seen to read", places(pipelines))
      : [...grouped(undeclared, sameGap).values()].map((same) => fail("code", sentence(same), places(same)));
  },
});

type Undeclared = EvidenceOf<"pipeline.undeclared">;

/** What several stages leave out is one thing to mend, read from one place or run by all of them. */
const sameGap = ({ what, name, call, location: { path, line } }: Undeclared): string =>
  JSON.stringify([what, name, path, call === null ? null : line]);

function sentence(same: readonly Undeclared[]): string {
  const [{ name, what, call }] = same as [Undeclared];
  const several = same.length > 1;
  const who = `${several ? "stages" : "stage"} ${listed(same.map(({ stage }) => stage))}`;
  const undeclared = `${several ? "do" : "does"} not declare it under deps`;
  if (what === "program") return `${who} ${several ? "run" : "runs"} ${name} and ${undeclared}`;
  if (what === "parameters")
    return `${who} ${several ? "read" : "reads"} ${name} (${call ?? "by command"}) and ${several ? "declare" : "declares"} no parameter of it`;
  return call === null
    ? `${who} ${several ? "name" : "names"} ${name} in the command and ${undeclared}`
    : `${who} ${several ? "read" : "reads"} ${name} (${call}) and ${undeclared}`;
}
