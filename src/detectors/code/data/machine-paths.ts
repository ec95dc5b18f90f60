import type { CodeFile, Value } from "../../../core/code.js";
import { type DetectionContext, defineDetector } from "../../../core/detector.js";
import { type Evidence, evidence } from "../../../core/evidence.js";
import type { Location } from "../../../core/location.js";
import { readDocuments } from "../../readme-text.js";
import { isUnderDocumentation, isUnderExamples } from "../../tree-places.js";
import { shownName } from "../study/names.js";
import { valuesIn } from "../study/project.js";
import { once, runningCalls } from "../study/run-places.js";
import { studyOf } from "../study/study.js";

/** A folder of one person, a Windows drive, somebody's Google Drive as Colab mounts it. */
const OF_ONE_MACHINE =
  /^(?:\/home\/([\w.-]{1,60})\/[^\s]|\/Users\/([\w.-]{1,60})\/[^\s]|[A-Za-z]:[\\/]{1,2}(?:Users[\\/]{1,2}([\w. -]{1,60})[\\/]{1,2})?[\w.-]|\/content\/g?drive\/(?:MyDrive|My Drive|Shareddrives)\/[^\s])/i;
/** Users of images and services that everybody has alike, and names that stand for the reader's own. */
const ANYBODY =
  /^(?:jovyan|user|users|app|appuser|airflow|vscode|runner|docker|coder|sagemaker-user|ec2-user|azureuser|your|you|your[-_.\w]*|username|user[-_]?name|name|me|xxx+|path|foo|ubuntu|root|shared|public|example)$/i;
/** Calls that ask whether a path is there, declare an option, or give a default for what the environment says. */
const ONLY_ASKS =
  /(?:^|\.)(?:add_argument|exists|isfile|isdir|is_file|is_dir|is_mount|getenv|get|mount|startswith|endswith|replace|in_colab)$/;
const GUARDED = /\bexists\b|\bisdir\b|\bisfile\b|colab|platform|\bos\.name\b|hostname|IN_|environ/i;

/** Paths that only the machine of their author has, in what a default run does. Each once a file. */
export const detector = defineDetector({
  id: "code-data-machine-paths",
  async detect(context) {
    const study = await studyOf(context);
    const first = once();
    const found: Evidence[] = [];
    /** What a module does where it is started alone, to be tried out. */
    const isOwnTrial = ({ path, guard, classes }: CodeFile, { line = 0 }: Location) =>
      guard !== null &&
      line >= guard.from &&
      line <= guard.to &&
      (study.reach.loadedBy(path).some((program) => program !== path) ||
        (classes.length > 0 && study.training.size > 0 && !study.training.has(path)));
    const add = (path: string, call: string, location: Location, programs?: readonly string[]) => {
      if (isOfOneMachine(path) && !isAside(location.path) && first(location.path))
        found.push(
          evidence("code.risk", location, {
            risk: "machine-path",
            call,
            why: path.slice(0, 120),
            ...(programs === undefined ? {} : { programs }),
          }),
        );
    };
    for (const { file, call } of runningCalls(study)) {
      if (
        file.broken ||
        isOwnTrial(file, call.location) ||
        ONLY_ASKS.test(call.name) ||
        call.caught === true ||
        isGuarded(call.conditions)
      )
        continue;
      for (const { value } of call.args)
        for (const path of textsIn(value))
          add(path, shownName(call), call.location, study.reach.runBy(file, call));
    }
    const told = await documentsSay(context);
    for (const file of study.graph.files) {
      for (const { name, options, default: value, location } of file.parameters)
        if (
          value !== null &&
          !isOwnTrial(file, location) &&
          ![`--${name}`, ...(options ?? [])].some(told) &&
          study.reach.loadedBy(file.path).length > 0
        )
          for (const path of textsIn(value)) add(path, `default of ${name}`, location);
      for (const { target, value, location, scope, conditions } of file.assignments)
        if (
          scope === null &&
          !isOwnTrial(file, location) &&
          !isGuarded(conditions) &&
          study.reach.loadedBy(file.path).length > 0
        )
          for (const path of textsIn(value)) add(path, target, location);
    }
    return found;
  },
});

const isAside = (path: string): boolean => isUnderExamples(path) || isUnderDocumentation(path);
const isGuarded = (conditions: readonly string[]): boolean => conditions.some((one) => GUARDED.test(one));

function isOfOneMachine(path: string): boolean {
  const match = OF_ONE_MACHINE.exec(path);
  return match !== null && !ANYBODY.test(match[1] ?? match[2] ?? match[3] ?? "");
}

const textsIn = (value: Value): string[] =>
  [...valuesIn(value)].flatMap((one) =>
    one.is === "literal" && typeof one.value === "string" && one.value.length < 500 ? [one.value] : [],
  );

/** Does a document give the option? Then its default is there to be replaced. */
async function documentsSay(context: DetectionContext): Promise<(option: string) => boolean> {
  const texts = (await readDocuments(context)).map(({ text }) => text);
  return (option) =>
    option.startsWith("--") &&
    texts.some((text) => text.includes(option) || text.includes(option.replaceAll("_", "-")));
}
