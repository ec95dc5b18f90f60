import type { Call, Value } from "../../../core/code.js";
import { type Evidence, evidence, type Practice } from "../../../core/evidence.js";
import type { Location } from "../../../core/location.js";
import { readDocuments } from "../../readme-text.js";
import { argument, canonicalName, isLiteral, text } from "../study/names.js";
import type { Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";
import { CHOSEN_BY, contentsOf, KEYWORDS, practiceOf } from "./hygiene-table.js";
import { mayRun, type Observe, remembered, resolved } from "./observer.js";
import { type Written, withoutOptimizer } from "./resumption.js";

interface Seen {
  readonly practice: Practice;
  readonly detail?: string;
}

const LOGS = new Set([
  "log",
  "log_metric",
  "log_metrics",
  "log_dict",
  "log_scalar",
  "add_scalar",
  "add_scalars",
  "scalar",
  "report_scalar",
  "logkv",
  "record",
  "track",
]);
const SHOWS = new Set(["print", "info", "set_postfix", "write"]);
const SAVES = new Set([
  "save",
  "save_checkpoint",
  "save_model",
  "save_weights",
  "save_pretrained",
  "save_state",
  "deepcopy",
  "dump",
]);
const VALIDATION_TEXT =
  /(?:^|[^a-z])(?:val|valid|validation|dev)[ _/-]?(?:loss|acc\w*|auc|f1|rmse|mae|score)/i;
const VALIDATION_KEY = /^(?:val|valid|validation|dev|eval)[_/.-]/i;
const RATE_KEY = /(?:^|[/_. -])(?:lr|learning[_ ]?rate)(?:$|[/_. \d-])/i;
const RATE_READ = /get_last_lr\(|param_groups\[[^\]]*\]\[["']lr["']\]|\.lr_schedule\(/;
const COMPARED =
  /([A-Za-z_][\w.]*)(?:\[[^\]]*\])?\s*[<>=]=?\s*[\w.]*best|best[\w.]*\s*[<>=]=?\s*([A-Za-z_][\w.]*)/i;
const BEST = /\bis_best\b|\bis_new_best\b/i;
const PATIENCE = /patience[\w.]*\s*[<>=]|[<>=]\s*[\w.]*patience|early_?stop\w*\.(?:early_stop|stop)/i;
const STOPPER = /^_*early_?stop(?:ping|per|s)?$/i;
const SEED_LOOP = /^(?:\(?\w+, *)?(?:\w*_)?seed(?:_?(?:id|idx|i|value))?\)? in /i;
const GROUP_LOOP = /^\w*(?:group|gender|sex|race|ethnic\w*|demographic\w*|subgroup)\w* in /i;
const INTERVAL =
  /^_*(?:compute_|get_|calc(?:ulate)?_)?(?:bootstrap(?:ped)?(?:_\w+)?|confidence_intervals?|\w+_ci)$/i;
/** A bound that never holds: the norm is only measured. */
const ENDLESS = /^float\(["']inf["']\)$|^(?:math|numpy|torch)\.inf$/;
const ABLATION = /(?:^|[\W_])ablat(?:ion|ions|e)(?:[\W_]|$)/i;

const bestOf = remembered((conditions) => conditions.find((one) => BEST.test(one) || COMPARED.test(one)));
const waits = remembered((conditions) => conditions.some((one) => PATIENCE.test(one)));
const overSeeds = remembered((loops) => loops.some((head) => SEED_LOOP.test(head)));
const isInterval = (method: string): boolean =>
  (method.endsWith("_ci") || /bootstrap|confidence/i.test(method)) && INTERVAL.test(method);

/** Habits of careful training that the code shows, each once a file. */
export const hygiene: Observe = (study, context) => {
  const known = new Set<string>();
  const keyOf = (path: string, practice: Practice): string => `${practice} ${path}`;
  const found: Evidence[] = [];
  const written: Written[] = [];
  const tell = (location: Location, call: string, { practice, detail }: Seen): void => {
    const key = keyOf(location.path, practice);
    if (known.has(key)) return;
    known.add(key);
    found.push(
      evidence("code.hygiene", location, { practice, call, ...(detail === undefined ? {} : { detail }) }),
    );
  };
  return {
    see(placed) {
      const { file, call } = placed;
      const seen = [
        ...byTable(
          call,
          (value) => resolved(study, placed, value),
          (value) => value.is === "name" && study.values.holds(file, call.scope, [value.name]).on === "no",
        ),
        ...bySigns(study, placed),
      ].filter(({ practice }) => !known.has(keyOf(file.path, practice)));
      const programs = seen.length === 0 ? [] : study.reach.runBy(file, call);
      if (seen.length === 0 || !study.trains(programs) || !mayRun(study, placed)) return;
      for (const one of seen) {
        tell(call.location, call.name, one);
        if (one.practice === "checkpoint content")
          written.push({ location: call.location, call: call.name, detail: one.detail ?? "", programs });
      }
    },
    built(call) {
      for (const one of byTable(call, (value) => value)) tell(call.location, call.name, one);
    },
    async told() {
      if (study.training.size > 0) {
        for (const [location, named] of await ablations(study, context))
          tell(location, named, { practice: "ablation" });
      }
      return [...found, ...withoutOptimizer(study, written)];
    },
  };
};

/** What the tables say of a call, its arguments followed to their values. */
function byTable(
  call: Call,
  follow: (value: Value) => Value,
  isOff: (value: Value) => boolean = () => false,
): Seen[] {
  const found: Seen[] = [];
  const direct = practiceOf(call.name);
  if (direct !== undefined) {
    const given = direct.by === undefined ? undefined : argument(call, ...direct.by);
    const value = given === undefined ? undefined : follow(given);
    const off =
      (direct.not ?? []).some((one) => isLiteral(value, one)) ||
      (value !== undefined && (ENDLESS.test(text(value)) || isOff(value)));
    // Without the argument, a checkpoint callback keeps the last model, not the best.
    const missing = direct.practice === "best-model selection" && value === undefined;
    if (!off && !missing)
      found.push({ practice: direct.practice, ...(value === undefined ? {} : shown(value)) });
  }
  let name: string | undefined;
  for (const { name: keyword, value } of call.args) {
    const asked = keyword === null ? undefined : KEYWORDS.get(keyword);
    if (asked === undefined) continue;
    name ??= canonicalName(call.name);
    if (!asked.of.test(name)) continue;
    const given = follow(value);
    if (asked.not.some((off) => isLiteral(given, off)) || isOff(given)) continue;
    const metric = CHOSEN_BY.map((key) => argument(call, key)).find((one) => one !== undefined);
    const detail = asked.practice === "best-model selection" ? metric : given;
    found.push({ practice: asked.practice, ...(detail === undefined ? {} : shown(follow(detail))) });
  }
  return found;
}

const shown = (value: Value): { detail?: string } =>
  value.is === "literal" || value.is === "name" ? { detail: text(value).slice(0, 60) } : {};

/** What logging, conditions and loops around a call show. */
function bySigns(study: Study, placed: Placed): Seen[] {
  const { call } = placed;
  const found: Seen[] = [];
  const { method, conditions, loops } = call;
  if (LOGS.has(method)) {
    const keys = loggedKeys(study, placed);
    const validated = keys.find((key) => VALIDATION_KEY.test(key));
    if (validated !== undefined) found.push({ practice: "validation metric", detail: validated });
    const rate = keys.find((key) => RATE_KEY.test(key));
    if (rate !== undefined || call.args.some(({ value }) => RATE_READ.test(text(value))))
      found.push({ practice: "learning rate logged", ...(rate === undefined ? {} : { detail: rate }) });
  } else if (SHOWS.has(method)) {
    if (call.args.some(({ value }) => VALIDATION_TEXT.test(text(value))))
      found.push({ practice: "validation metric" });
  } else if (SAVES.has(method)) {
    const best = bestOf(conditions);
    if (best !== undefined) {
      const [, left, right] = COMPARED.exec(best) ?? [];
      const by = left ?? right;
      found.push({ practice: "best-model selection", ...(by === undefined ? {} : { detail: by }) });
    }
    if (call.name === "torch.save") {
      const contents = savedContents(study, placed);
      if (contents.length > 0) found.push({ practice: "checkpoint content", detail: contents.join(", ") });
    }
  }
  if (STOPPER.test(method) || waits(conditions)) found.push({ practice: "early stopping" });
  if (loops !== undefined && overSeeds(loops)) found.push({ practice: "several seeds" });
  if (
    loops !== undefined &&
    call.name.startsWith("sklearn.metrics.") &&
    loops.some((head) => GROUP_LOOP.test(head))
  )
    found.push({ practice: "fairness check" });
  if (isInterval(method)) found.push({ practice: "confidence interval" });
  return found;
}

function loggedKeys(study: Study, placed: Placed): string[] {
  return placed.call.args.slice(0, 2).flatMap(({ value }) => {
    const given = value.is === "name" ? resolved(study, placed, value) : value;
    if (given.is === "dict") return given.entries.map(({ key }) => key);
    return given.is === "literal" && typeof given.value === "string" ? [given.value] : [];
  });
}

/** The mapping that is saved, with the keys that are put into it one by one. */
function savedContents(study: Study, placed: Placed): string[] {
  const { file, call } = placed;
  const [saved] = call.args;
  if (saved === undefined) return [];
  const value = resolved(study, placed, saved.value);
  if (value.is !== "dict") return /state_dict\(\)/.test(text(saved.value)) ? ["model"] : [];
  const variable = saved.value.is === "name" ? `${saved.value.name}[` : null;
  const added =
    variable === null
      ? []
      : file.assignments.flatMap(({ target, scope }) =>
          scope === call.scope && target.startsWith(variable)
            ? [target.slice(variable.length).replace(/["'\]]/g, "")]
            : [],
        );
  return contentsOf(value, added);
}

/** Configuration folders, options and headings that speak of an ablation. */
async function ablations(
  study: Study,
  context: Parameters<Observe>[1],
): Promise<readonly (readonly [Location, string])[]> {
  const files = study.configuration.files.flatMap(({ path }) =>
    ABLATION.test(path) ? [[{ path, line: 1 }, path] as const] : [],
  );
  const options = study.graph.files.flatMap(({ parameters }) =>
    parameters.flatMap(({ name, location, by }) =>
      by !== "constant" && ABLATION.test(name) ? [[location, name] as const] : [],
    ),
  );
  const documents = await readDocuments(context);
  const headings = documents
    .filter(({ role }) => role === "readme")
    .flatMap(({ path, document }) =>
      document.headings.flatMap(({ text: heading, line }) =>
        ABLATION.test(heading) ? [[{ path, line }, heading] as const] : [],
      ),
    );
  return [...files, ...options, ...headings];
}
