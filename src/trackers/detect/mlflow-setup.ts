import { type Evidence, evidence } from "../../core/evidence.js";
import { itemsOf } from "../../core/inventory-items.js";
import type { Location } from "../../core/location.js";
import type { TrackerCall } from "./calls.js";
import { type Declared, fixedVersion } from "./declared.js";
import { placeOf, placeText } from "./destinations.js";
import type { ServerCommand } from "./mlflow-server.js";
import type { Paths } from "./paths.js";
import { isCaught, loopsAround, paceOf } from "./process.js";
import type { SetByCode, Variable } from "./settings.js";
import type { Switch } from "./switch.js";

/** What of MLflow's use is looked at. */
export interface MlflowUse {
  readonly paths: Paths;
  /** Calls of MLflow with what decides over each. */
  readonly calls: readonly (readonly [TrackerCall, Switch])[];
  readonly servers: readonly ServerCommand[];
  readonly variables: readonly Variable[];
  readonly inCode: readonly SetByCode[];
  readonly declared: Declared | null;
}

/** How MLflow is set up, and the usual troubles of it (names as in mlflow 3.17.2). */
export function mlflowSetup(use: MlflowUse): readonly Evidence[] {
  const calls = use.calls.filter(([, { on }]) => on !== "no");
  return [...facts(use, calls), ...mismatches(use, calls), ...slow(use, calls), ...unguarded(use, calls)];
}

type Calls = MlflowUse["calls"];

const at = ({ path, cell, line }: Location): string =>
  `${path}${cell === undefined ? "" : ` cell ${cell}`}:${line ?? 1}`;
const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

const collaboration = itemsOf("collaboration");

function facts({ servers, variables }: MlflowUse, calls: Calls): readonly Evidence[] {
  const found: Evidence[] = [];
  for (const { location, backend, artifacts } of servers) {
    if (backend !== null)
      found.push(
        collaboration("mlflow backend store", location, placeOf(backend).detail, "in a server's command"),
      );
    if (artifacts !== null)
      found.push(
        collaboration("mlflow artifact store", location, placeOf(artifacts).detail, "in a server's command"),
      );
  }
  for (const [{ name, args, location }] of calls) {
    const nested = args.find((argument) => argument.name === "nested")?.value;
    if (/\.start_run$/.test(name) && nested?.is === "literal" && nested.value === true)
      found.push(collaboration("mlflow nested runs", location, name, "in code"));
    if (/\.autolog$/.test(name)) {
      const flavour = /^mlflow\.(\w+)\.autolog$/.exec(name)?.[1] ?? "every flavour";
      found.push(collaboration("mlflow autolog", location, flavour, "in code"));
    }
  }
  for (const { name, location } of variables)
    if (/^MLFLOW_TRACKING_(?:USERNAME|PASSWORD|TOKEN)$/.test(name))
      found.push(collaboration("mlflow authentication", location, name, "by variable"));
  return found;
}

/** Places that code names for its records on a default run. */
function namedPlaces(paths: Paths, calls: Calls): readonly { place: string; call: TrackerCall }[] {
  return calls.flatMap(([call, { on }]) => {
    if (on !== "yes" || lastPart(call.name) !== "set_tracking_uri") return [];
    const [given] = call.args;
    const place = given === undefined ? null : placeText(paths, call, given.value);
    return place === null ? [] : [{ place, call }];
  });
}

const isServer = (place: string): boolean => /^https?:\/\//i.test(place);
const isDatabase = (place: string): boolean =>
  /^(?:sqlite|postgres\w*|mysql|mssql)(?:\+\w+)?:\/\//i.test(place);
/** `file:./mlruns`, `mlruns`, `./mlruns` are one store. */
const storeOf = (place: string): string =>
  place
    .replace(/^file:(?:\/\/)?/, "")
    .replace(/^(?:\.\/)+/, "")
    .replace(/\/+$/, "");

function mismatches(
  { paths, servers, variables, inCode, declared }: MlflowUse,
  calls: Calls,
): readonly Evidence[] {
  const risk = (call: TrackerCall, why: string): Evidence =>
    evidence("code.risk", call.location, { risk: "store-mismatch", call: call.name, why }, "medium");
  const places = namedPlaces(paths, calls);
  const local = places.filter(({ place }) => !isServer(place) && !/^databricks/.test(place));
  const found: Evidence[] = [];
  const sound = (call: TrackerCall): Evidence =>
    evidence("code.sound", call.location, { risk: "store-mismatch", call: call.name });
  const addressed =
    places.some(({ place }) => isServer(place)) ||
    variables.some(({ name }) => name === "MLFLOW_TRACKING_URI") ||
    inCode.some(({ variable }) => variable === "MLFLOW_TRACKING_URI");
  const backends = servers.flatMap(({ backend, location }) =>
    backend === null ? [] : [{ backend, location }],
  );
  for (const { place, call } of addressed ? places : local) {
    const [other] = backends;
    if (other === undefined) continue;
    // Of several stores one may be the code's own.
    if (addressed || backends.some(({ backend }) => storeOf(backend) === storeOf(place))) {
      found.push(sound(call));
      continue;
    }
    // An absolute path in a container may be the same folder by a mount.
    if (/^\/(?!\/)/.test(storeOf(other.backend).replace(/^\w+:\/+/, "/")) && !isDatabase(other.backend))
      continue;
    found.push(
      risk(
        call,
        `runs go to ${placeOf(place).detail}, the server of ${at(other.location)} reads ${placeOf(other.backend).detail}`,
      ),
    );
  }
  const version = fixedVersion(declared?.get("mlflow"));
  const allowed =
    variables.some(({ name }) => name === "MLFLOW_ALLOW_FILE_STORE") ||
    inCode.some(({ variable }) => variable === "MLFLOW_ALLOW_FILE_STORE");
  if (version !== null && !allowed && (version[0] > 3 || (version[0] === 3 && version[1] >= 13)))
    for (const { place, call } of local)
      if (!isDatabase(place) && !/^[a-z][\w+.-]*:\/\//i.test(place.replace(/^file:\/\//, "")))
        found.push(
          risk(
            call,
            `mlflow ${version.join(".")} refuses the file store ${placeOf(place).detail}: set MLFLOW_ALLOW_FILE_STORE or use sqlite:///`,
          ),
        );
  return found;
}

/** One request per batch, where nothing thins them out. */
function slow({ paths, variables, inCode }: MlflowUse, calls: Calls): readonly Evidence[] {
  const asynchronous =
    calls.some(([{ name }]) => lastPart(name) === "enable_async_logging") ||
    [...variables.map(({ name }) => name), ...inCode.map(({ variable }) => variable)].includes(
      "MLFLOW_ENABLE_ASYNC_LOGGING",
    );
  if (asynchronous) return [];
  return calls.flatMap(([call, { on }]) => {
    if (on !== "yes" || !/^mlflow\.log_metrics?$/.test(call.name)) return [];
    if (call.args.some(({ name }) => name === "synchronous")) return [];
    if (call.conditions.length > 0 || paceOf(paths, call.file, call) !== "step") return [];
    const loops = loopsAround(paths, call.file, call);
    if (loops.length < 2) return [];
    const why = `a request for every round of \`for ${loops.at(-1)}\` inside \`for ${loops.at(-2)}\`, and none is left out`;
    return [
      evidence(
        "code.risk",
        call.location,
        {
          risk: "logging-in-inner-loop",
          call: call.name,
          why: why.replaceAll("`for while ", "`while "),
          ...programsOf(paths, call),
        },
        "medium",
      ),
    ];
  });
}

/** A server that is away ends the training: its address is fixed, and nothing catches that. */
function unguarded({ paths }: MlflowUse, calls: Calls): readonly Evidence[] {
  return namedPlaces(paths, calls).flatMap(({ place, call }): readonly Evidence[] => {
    if (!isServer(place)) return [];
    const asking = calls.filter(
      ([one, { on }]) =>
        on === "yes" &&
        /^mlflow\.(?:start_run|set_experiment|log_\w+)$/.test(one.name) &&
        shares(paths, one, call),
    );
    const [first] = asking;
    if (first === undefined) return [];
    if (asking.some(([one]) => isCaught(paths, one.file, one)))
      return [
        evidence("code.sound", call.location, {
          risk: "unguarded-server",
          call: call.name,
          ...programsOf(paths, call),
        }),
      ];
    const why = `${first[0].name} (${at(first[0].location)}) asks ${placeOf(place).detail} outside of any try: without the server the program ends`;
    return [
      evidence(
        "code.risk",
        call.location,
        { risk: "unguarded-server", call: call.name, why, ...programsOf(paths, call) },
        "low",
      ),
    ];
  });
}

function shares(paths: Paths, one: TrackerCall, other: TrackerCall): boolean {
  if (one.file === other.file) return true;
  const programs = new Set(paths.programs(one.file, one));
  return paths.programs(other.file, other)?.some((program) => programs.has(program)) ?? false;
}

function programsOf(paths: Paths, call: TrackerCall): { readonly programs?: readonly string[] } {
  const programs = paths.programs(call.file, call);
  return programs === null ? {} : { programs };
}
