import type { Value } from "../../core/code.js";
import type { On } from "../../core/evidence.js";
import type { Location } from "../../core/location.js";
import type { TrackerId } from "../../core/vocabulary.js";
import type { ConfiguredObject } from "../configured/hydra-config.js";
import type { TrackerCall } from "./calls.js";
import type { Paths } from "./paths.js";
import type { SetByCode, Variable } from "./settings.js";
import { choicesOf, textOf } from "./switches.js";

/** Where records go: to a server that others reach, or to this machine only. */
export interface Destination {
  readonly tracker: TrackerId;
  readonly shared: boolean;
  readonly detail: string;
  readonly location: Location;
}

/** Calls and arguments that name a place. `position`: of the positional argument. */
const PLACES: readonly { tracker: TrackerId; call: RegExp; argument: string; position: number | null }[] = [
  { tracker: "mlflow", call: /^mlflow\.(?:tracking\.)?set_tracking_uri$/, argument: "uri", position: 0 },
  { tracker: "mlflow", call: /\.?MlflowClient$/, argument: "tracking_uri", position: 0 },
  { tracker: "mlflow", call: /\.MLFlowLogger$/, argument: "tracking_uri", position: null },
  { tracker: "aim", call: /^aim\.(?:sdk\.run\.)?Run$|\.AimLogger$/, argument: "repo", position: null },
  { tracker: "sacred", call: /\.MongoObserver(?:\.create)?$/, argument: "url", position: 0 },
  { tracker: "sacred", call: /\.FileStorageObserver(?:\.create)?$/, argument: "basedir", position: 0 },
  { tracker: "sacred", call: /\.SqlObserver(?:\.create)?$/, argument: "url", position: 0 },
];

/** Trackers whose runs go to their server unless told otherwise, and the arguments that tell it. */
const HOSTED: readonly {
  readonly tracker: TrackerId;
  readonly server: string;
  readonly stays: readonly { readonly argument: string; readonly values: readonly string[] }[];
  readonly variable?: { readonly name: string; readonly values: readonly string[] };
}[] = [
  {
    tracker: "wandb",
    server: "W&B server",
    stays: [
      { argument: "mode", values: ["offline", "dryrun", "disabled"] },
      { argument: "offline", values: ["True"] },
    ],
    variable: { name: "WANDB_MODE", values: ["offline", "dryrun", "disabled"] },
  },
  {
    tracker: "neptune",
    server: "Neptune server",
    stays: [{ argument: "mode", values: ["offline", "debug", "disabled", "read-only"] }],
    variable: { name: "NEPTUNE_MODE", values: ["offline", "debug", "disabled", "read-only"] },
  },
  {
    tracker: "comet",
    server: "Comet server",
    stays: [
      { argument: "offline", values: ["True"] },
      { argument: "online", values: ["False"] },
      { argument: "disabled", values: ["True"] },
    ],
    variable: { name: "COMET_START_ONLINE", values: ["False", "false", "0"] },
  },
  { tracker: "clearml", server: "ClearML server", stays: [] },
  {
    tracker: "swanlab",
    server: "SwanLab server",
    stays: [{ argument: "mode", values: ["local", "offline", "disabled"] }],
    variable: { name: "SWANLAB_MODE", values: ["local", "offline", "disabled"] },
  },
];

export function destinationsOf(
  paths: Paths,
  calls: readonly TrackerCall[],
  on: (call: TrackerCall) => On,
  objects: readonly ConfiguredObject[],
  variables: readonly Variable[],
  inCode: readonly SetByCode[],
): readonly Destination[] {
  return [
    ...calls.flatMap(named),
    ...calls.flatMap(hosted),
    ...objects.flatMap(configured),
    ...variables.flatMap(fromVariable),
    ...inCode.flatMap((one): readonly Destination[] =>
      one.variable === "MLFLOW_TRACKING_URI"
        ? [{ tracker: "mlflow", ...placeOf(one.value), location: one.location }]
        : [],
    ),
  ];

  function named(call: TrackerCall): readonly Destination[] {
    return PLACES.filter((place) => place.tracker === call.signs.id && place.call.test(call.name)).flatMap(
      ({ tracker, argument, position }) => {
        const plain = call.args.filter((one) => one.name === null);
        const given =
          call.args.find((one) => one.name === argument) ?? (position === null ? undefined : plain[position]);
        const text = given === undefined ? null : placeText(paths, call, given.value);
        return text === null ? [] : [{ tracker, ...placeOf(text), location: call.location }];
      },
    );
  }

  function hosted(call: TrackerCall): readonly Destination[] {
    const host = HOSTED.find((one) => one.tracker === call.signs.id);
    if (host === undefined || call.role !== "init" || on(call) === "no") return [];
    const stays =
      /Offline/.test(call.name) ||
      host.stays.some(({ argument, values }) => {
        const given = call.args.find((one) => one.name === argument);
        const text = given === undefined ? null : textOf(paths, call, given.value);
        return text !== null && values.includes(text);
      }) ||
      variables.some(
        (one) =>
          one.applies && one.name === host.variable?.name && host.variable.values.includes(one.value ?? ""),
      );
    return [
      stays
        ? { tracker: host.tracker, shared: false, detail: "offline", location: call.location }
        : { tracker: host.tracker, shared: true, detail: host.server, location: call.location },
    ];
  }

  function configured(object: ConfiguredObject): readonly Destination[] {
    const uri = object.arguments.tracking_uri;
    return object.on === "no" || typeof uri !== "string" || uri.includes("${")
      ? []
      : [{ tracker: "mlflow", ...placeOf(uri), location: object.location }];
  }

  function fromVariable(variable: Variable): readonly Destination[] {
    if (variable.name !== "MLFLOW_TRACKING_URI" || /\.env\.example$/.test(variable.location.path)) return [];
    if (variable.value === null && !variable.secret) return [];
    // What is kept as a secret is a server's address: a local path needs none.
    const shared = variable.value === null || placeOf(variable.value).shared;
    return [{ tracker: "mlflow", shared, detail: variable.name, location: variable.location }];
  }
}

/** The place that an argument names: a constant, one of a choice, or the default that stands in for a variable. */
export function placeText(paths: Paths, call: TrackerCall, value: Value): string | null {
  const fallback =
    value.is === "call"
      ? /^os\.(?:getenv|environ\.get)\([^,]+,\s*["']([^"']+)["']\s*\)$/.exec(value.text)?.[1]
      : undefined;
  const text = fallback ?? textOf(paths, call, value) ?? choicesOf(paths, call, value)[0]?.text ?? null;
  return text === "None" || text === "" ? null : text;
}

const SERVER =
  /^(?:https?|aim|mongodb(?:\+srv)?|postgresql|postgres|mysql|mssql|databricks|s3|gs|wasbs?)(?:\+\w+)?:\/\//i;
const THIS_MACHINE = /^[a-z][\w+.-]*:\/\/(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\])(?:[:/]|$)/i;

/** Without user, password and query, which may hold credentials. */
export function placeOf(text: string): { shared: boolean; detail: string } {
  const detail = text
    .replace(/^([a-z][\w+.-]*:\/\/)[^/]*@/i, "$1")
    .replace(/[?#].*$/s, "")
    .slice(0, 200);
  return { shared: text === "databricks" || (SERVER.test(detail) && !THIS_MACHINE.test(detail)), detail };
}
