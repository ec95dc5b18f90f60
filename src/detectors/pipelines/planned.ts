import type { Argument, Code, CodeFile, Value } from "../../core/code.js";
import type { Evidence } from "../../core/evidence.js";
import type { Location } from "../../core/location.js";
import { packageOf } from "../../core/uses.js";
import { argument, isLiteral, lastPart, nameTable, shownName, text } from "../code/study/names.js";
import { CODE_TOOLS } from "./code-tools.js";
import type { Declared } from "./declared.js";
import { pipelineItem } from "./item.js";

/** How pipelines in Python are planned: schedules, retries, caching, alerts, parameters. */

type Kind = "schedule" | "retries" | "caching" | "alerting" | "parameters";

/** Arguments that plan, whatever of the library they are handed to. */
const ARGUMENTS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  airflow: {
    schedule: "schedule",
    schedule_interval: "schedule",
    timetable: "schedule",
    retries: "retries",
    on_failure_callback: "alerting",
    sla_miss_callback: "alerting",
    deadline: "alerting",
    email: "alerting",
    params: "parameters",
  },
  prefect: {
    cron: "schedule",
    interval: "schedule",
    rrule: "schedule",
    schedule: "schedule",
    schedules: "schedule",
    retries: "retries",
    cache_key_fn: "caching",
    cache_policy: "caching",
    persist_result: "caching",
    on_failure: "alerting",
    on_crashed: "alerting",
  },
  dagster: {
    cron_schedule: "schedule",
    max_retries: "retries",
    code_version: "caching",
    config_schema: "parameters",
  },
  kfp: { cron_expression: "schedule", enable_caching: "caching" },
  zenml: {
    cron_expression: "schedule",
    interval_second: "schedule",
    max_retries: "retries",
    enable_cache: "caching",
    on_failure: "alerting",
  },
  flytekit: { schedule: "schedule", retries: "retries", cache: "caching" },
  sagemaker: { enable_caching: "caching", max_attempts: "retries" },
};

/** Names that plan by themselves; `state` says how. */
const NAMES = nameTable<{ readonly kind: Kind; readonly state?: string }>({
  "airflow.models.Variable.get": { kind: "parameters" },
  "airflow.models.param.Param": { kind: "parameters" },
  "airflow.sdk.Param": { kind: "parameters" },
  "airflow.sdk.Variable.get": { kind: "parameters" },
  "prefect.schedules.*": { kind: "schedule" },
  "prefect..CronSchedule": { kind: "schedule" },
  "prefect..IntervalSchedule": { kind: "schedule" },
  "prefect..RRuleSchedule": { kind: "schedule" },
  "dagster.sensor": { kind: "schedule", state: "sensor" },
  "dagster.build_schedule_from_partitioned_job": { kind: "schedule" },
  "dagster.AutomationCondition.on_cron": { kind: "schedule" },
  "dagster.run_failure_sensor": { kind: "alerting" },
  "dagster.make_email_on_run_failure_sensor": { kind: "alerting" },
  "dagster_slack.make_slack_on_run_failure_sensor": { kind: "alerting" },
  "dagster_msteams.make_teams_on_run_failure_sensor": { kind: "alerting" },
  "dagster.Config": { kind: "parameters" },
  "kfp.dsl.ExitHandler": { kind: "alerting" },
  "metaflow.retry": { kind: "retries" },
  "metaflow.catch": { kind: "retries", state: "a failure is caught" },
  "metaflow.schedule": { kind: "schedule" },
  "metaflow.trigger": { kind: "schedule", state: "on an event" },
  "metaflow.trigger_on_finish": { kind: "schedule", state: "after another flow" },
  "metaflow.exit_hook": { kind: "alerting" },
  "metaflow.Parameter": { kind: "parameters" },
  "metaflow.Config": { kind: "parameters" },
  "metaflow.IncludeFile": { kind: "parameters" },
  "luigi.LocalTarget": { kind: "caching", state: "a task whose output is there is not run again" },
  "luigi.contrib.s3.S3Target": { kind: "caching", state: "a task whose output is there is not run again" },
  "luigi.contrib.gcs.GCSTarget": { kind: "caching", state: "a task whose output is there is not run again" },
  "flytekit.CronSchedule": { kind: "schedule" },
  "flytekit.FixedRate": { kind: "schedule" },
  "flytekit..Slack": { kind: "alerting" },
  "flytekit..Email": { kind: "alerting" },
  "zenml..alerter_post_step": { kind: "alerting" },
  "sagemaker.workflow.parameters.*": { kind: "parameters" },
  "joblib.Memory": { kind: "caching" },
});

/** Methods that plan what their receiver is, in a file that uses the library. */
const METHODS: Readonly<Record<string, readonly [library: string, kind: Kind, ...args: string[]]>> = {
  set_retry: ["kfp", "retries", "num_retries", "0"],
  set_caching_options: ["kfp", "caching", "enable_caching", "0"],
  create_recurring_run: ["kfp", "schedule", "cron_expression", "interval_second"],
  create_schedule: ["kfp", "schedule", "cron", "cron_expression"],
  serve: ["prefect", "schedule", "cron", "interval", "rrule", "schedule", "schedules"],
  deploy: ["prefect", "schedule", "cron", "interval", "rrule", "schedule", "schedules"],
};

/** Pipelines whose function's parameters are the pipeline's. */
const PARAMETERISED =
  /^(?:prefect\.(?:flow|flows\.flow)|kfp\.(?:v2\.)?dsl\.pipeline|zenml\.(?:pipelines\.)?pipeline|flytekit\.workflow|airflow\.(?:decorators|sdk)\.dag)$/;

export const PLANNING_PACKAGES: readonly string[] = ["dagster_slack", "dagster_msteams", "joblib"];
const LIBRARIES: ReadonlySet<string> = new Set(CODE_TOOLS.map((one) => one.package));

export function plannedIn(file: CodeFile, declared: readonly Declared[], code: Code): readonly Evidence[] {
  const libraries = new Set(declared.map(({ name }) => packageOf(name)).filter((one) => LIBRARIES.has(one)));
  return [
    ...declared.flatMap((one) => [
      ...byName(one),
      ...byArguments(one, one.args, one.location),
      ...defaults(one),
    ]),
    ...byMethod(),
    ...assigned(),
  ];

  function byName({ name, args, label, location, by, parameters }: Declared): readonly Evidence[] {
    const found: Evidence[] = [];
    if (by === "decorator" && PARAMETERISED.test(name) && parameters.length > 0)
      found.push(pipelineItem("parameters", location, label, "of the pipeline", parameters.join(", ")));
    if (/^kedro\.framework\.hooks\.hook_impl$/.test(name) && /^on_\w+_error$/.test(label))
      found.push(pipelineItem("alerting", location, label, "in code"));
    if (/^luigi\.(?:\w+\.)*\w*Parameter$/.test(name) && by === "call")
      found.push(
        pipelineItem("parameters", location, label, "of a task", shown(argument({ args }, "default"))),
      );
    const known = NAMES(name);
    if (known === undefined) return found;
    const value = args.map((arg) => (arg.name === null ? text(arg.value) : `${arg.name}=${text(arg.value)}`));
    const isLabelled = known.kind === "parameters" && by === "call";
    const first = args[0];
    const called =
      isLabelled && first?.name === null && first.value.is === "literal"
        ? `${first.value.value}`
        : by === "call"
          ? name
          : label;
    found.push(pipelineItem(known.kind, location, called, known.state ?? "in code", value.join(", ")));
    return found;
  }

  function byArguments(
    { name, label, by }: Pick<Declared, "name" | "label" | "by">,
    args: readonly Argument[],
    location: Location,
  ): readonly Evidence[] {
    const table = ARGUMENTS[packageOf(name)];
    if (table === undefined) return [];
    const noMail = args.some((one) => one.name === "email_on_failure" && isLiteral(one.value, false));
    return args.flatMap(({ name: key, value }): Evidence[] => {
      const kind = key !== null && Object.hasOwn(table, key) ? table[key] : undefined;
      if (kind === undefined || (key === "email" && noMail)) return [];
      const called = by === "decorator" || label !== lastPart(name) ? label : name;
      return told(kind, location, called, value);
    });
  }

  /** Airflow's `default_args` hold for every task of a DAG. */
  function defaults(one: Declared): readonly Evidence[] {
    if (packageOf(one.name) !== "airflow") return [];
    const given = argument(one, "default_args");
    const found =
      given?.is === "name"
        ? code.valueOf(file, given.name)
        : given === undefined
          ? null
          : { value: given, location: one.location };
    if (found?.value.is !== "dict") return [];
    const args = found.value.entries.map(({ key, value }) => ({ name: key, value }));
    return byArguments(one, args, found.location);
  }

  function byMethod(): readonly Evidence[] {
    return file.calls.flatMap((call): Evidence[] => {
      const known = Object.hasOwn(METHODS, call.method) ? METHODS[call.method] : undefined;
      if (known === undefined || !libraries.has(known[0])) return [];
      const [, kind, ...names] = known;
      for (const name of names) {
        const value = name === "0" ? argument(call, "", 0) : argument(call, name);
        if (value !== undefined) return told(kind, call.location, shownName(call), value);
      }
      return [];
    });
  }

  /** Luigi: `retry_count = 3` in a task's class. */
  function assigned(): readonly Evidence[] {
    if (!libraries.has("luigi")) return [];
    return file.assignments.flatMap(({ target, value, location }) =>
      /(?:^|\.)retry_count$/.test(target) ? told("retries", location, target, value) : [],
    );
  }
}

const isOff = (value: Value): boolean =>
  value.is === "literal" &&
  (value.value === null || value.value === false || value.value === 0 || value.value === "");

/** What is off is no plan; a cache that somebody switches off is told. */
function told(kind: Kind, location: Location, name: string, value: Value): Evidence[] {
  if (!isOff(value)) return [pipelineItem(kind, location, name, "in code", text(value))];
  return kind === "caching" && isLiteral(value, false)
    ? [pipelineItem(kind, location, name, "switched off")]
    : [];
}

const shown = (value: Value | undefined): string | undefined =>
  value === undefined ? undefined : text(value);
