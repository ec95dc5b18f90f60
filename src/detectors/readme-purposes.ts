import type { EntryPurpose } from "../core/evidence.js";
import { baseName } from "../core/paths.js";

/** First that fits: words of the program's name count before the words around the command. */
const PURPOSES: readonly { readonly purpose: EntryPurpose; readonly pattern: RegExp }[] = [
  {
    purpose: "sweep",
    pattern:
      /(?:^|[^a-z])(?:sweep|(?<!fine[_-])(?:tune|tuning)|hpo|hparams?[-_ ]?search|grid[-_ ]?search|optuna|hyper[-_ ]?(?:param|opt|search)\w*)/,
  },
  {
    purpose: "data",
    pattern:
      /(?:^|[^a-z])(?:pre-?process\w*|prepare\w*|prepro\w*|download\w*|get[-_]data|make[-_]data\w*|build[-_](?:data|vocab)\w*|create[-_](?:data|dataset|split|lmdb|tfrecord)\w*|convert\w*|tokenize|extract\w*|generate[-_]data\w*|(?:create|make|build|generate)(?:[-_][a-z0-9]{1,30}){1,3}[-_]data(?:set)?s?|split[-_]?data\w*|ingest\w*|data[-_]prep\w*)(?:[^a-z]|$)/,
  },
  {
    purpose: "training",
    pattern: /(?:^|[^a-z])(?:(?:re|pre)?-?train\w*|fine-?tun\w*|fit|learn\w*|pretrain\w*)/,
  },
  {
    purpose: "evaluation",
    pattern:
      /(?:^|[^a-z])(?:eval\w*|tests?|testing|predict\w*|infer\w*|scor\w+|benchmark\w*|validat\w+|metrics?)(?:[^a-z]|$)/,
  },
  {
    purpose: "serving",
    pattern:
      /(?:^|[^a-z])(?:serve|server|serving|app|api|deploy\w*|streamlit|gradio|demo|webapp)(?:[^a-z]|$)/,
  },
];
const MODE: readonly { readonly purpose: EntryPurpose; readonly pattern: RegExp }[] = [
  {
    purpose: "evaluation",
    pattern:
      /(?:^|\s)(?:--?(?:eval(?:uate|uation)?(?:[-_]?only)?|test(?:[-_]only)?|do[-_]?(?:eval|test|predict)|predict|only[-_]?(?:eval|test)|inference)(?:[\s=]|$)|--?(?:mode|phase|task|action|stage|split|run)[ =]["']?(?:eval|test|infer|predict|val)|(?:mode|phase)=["']?(?:eval|test|predict))|[\w/]*(?:^|[/_\s])eval\w*\.(?:ya?ml|py|json)(?:\s|$)/,
  },
  {
    purpose: "training",
    pattern:
      /(?:^|\s)(?:--?(?:do[-_]?)?train(?:[-_]only)?(?:[\s=]|$)|--?(?:mode|phase|task|action|stage|run)[ =]["']?train|(?:mode|phase)=["']?train|train(?:\s|$))/,
  },
];
/** `--do_train=true --do_eval=true`: what also evaluates still trains. */
const DO_TRAIN = /(?:^|\s)--?do[-_]?train(?:$|[\s=](?!false\b|0\b|no\b))/;
/** Words around a command; "the trained model" trains nothing, nor does "training data". */
const CONTEXT: readonly { readonly purpose: EntryPurpose; readonly pattern: RegExp }[] = [
  {
    purpose: "training",
    pattern:
      /\b(?:re-?|pre-?)?train(?:ing|s)?\b(?![- ](?:sets?|data\w*|split|images|samples?)\b)|\bfine-?tun(?:e|ing)\b|\blearn(?:ing)? (?:a|the)\b|\breproduc\w+\b/,
  },
  {
    purpose: "evaluation",
    pattern:
      /\b(?:evaluat\w+|inference|predict\w*|benchmark\w*|test(?:ing)?(?= (?:the|a|an|your|our|on|with|it)\b))/,
  },
  {
    purpose: "sweep",
    pattern: /\b(?:sweeps?|hyper-?parameter (?:search|tuning|optimi[sz]ation)|grid search)\b/,
  },
  {
    purpose: "data",
    pattern:
      /\b(?:pre-?process\w*|download\w*|prepar\w+) (?:the |all |your )?(?:\w+ )?(?:data\w*|corpus|images)\b/,
  },
];

/** The purpose that the words name first. */
function contextPurpose(text: string): EntryPurpose {
  let purpose: EntryPurpose = "unknown";
  let first = Number.POSITIVE_INFINITY;
  for (const one of CONTEXT) {
    const at = text.search(one.pattern);
    if (at < 0 || at >= first) continue;
    first = at;
    purpose = one.purpose;
  }
  return purpose;
}

/** Names that say that a program does something else. */
const OTHER_NAMES =
  /(?:^|[-_])(?:sampl\w*|generat\w*|plot\w*|visuali[sz]\w*|vis|viz|export\w*|bench|model|utils?|analy[sz]\w*|compare\w*|show\w*|draw\w*|play|render\w*|upload\w*|install\w*|clean\w*)(?:[-_.]|$)/;
const HEADLINE_NAMES =
  /^(?:main|run|run_\w+|experiment\w*|exp\w*|start|launch|model|\w+_main|main_\w+)\.(?:py|sh)$/;

/** What a command does, by its program's name, its arguments, the comment or sentence before it and the heading. */
export function purposeOf(
  program: string,
  args: readonly string[],
  around: string,
  heading: string,
): EntryPurpose {
  const name = program.toLowerCase();
  const words = args.join(" ").toLowerCase();
  const file = baseName(name);
  const byName =
    PURPOSES.find(({ pattern }) => pattern.test(file)) ??
    (/(?:^|\/)(?:data|datasets?|pre-?process(?:ing)?|data[-_]preparation)\//.test(name)
      ? PURPOSES[1]
      : undefined);
  const byMode = DO_TRAIN.test(words) ? MODE[1] : MODE.find(({ pattern }) => pattern.test(words));
  if (byMode?.purpose === "evaluation" && (byName === undefined || byName.purpose === "training"))
    return "evaluation";
  if (byName !== undefined) return byName.purpose;
  if (byMode !== undefined) return byMode.purpose;
  if (OTHER_NAMES.test(file)) return "unknown";
  for (const text of [around, heading]) {
    const told = contextPurpose(text.toLowerCase());
    if (told !== "unknown") return told;
  }
  return HEADLINE_NAMES.test(file) &&
    /experiment|reproduc|run|usage|quick|result/.test(`${around} ${heading}`.toLowerCase())
    ? "training"
    : "unknown";
}
