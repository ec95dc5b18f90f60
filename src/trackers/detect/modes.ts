import type { On } from "../../core/evidence.js";
import type { Location } from "../../core/location.js";
import type { TrackerId } from "../../core/vocabulary.js";
import type { ConfiguredObject } from "../configured/hydra-config.js";
import type { TrackerCall } from "./calls.js";
import { choosesProcess } from "./guards.js";
import type { Paths } from "./paths.js";
import type { SetByCode, Variable } from "./settings.js";
import { weakest } from "./switch.js";
import { choicesOf, type Switches } from "./switches.js";

/** A mode that code, configuration or environment fixes. */
export interface Mode {
  readonly tracker: TrackerId;
  readonly mode: "offline" | "disabled";
  readonly detail: string;
  readonly on: On;
  readonly location: Location;
}

interface Modes {
  readonly arguments: readonly {
    readonly name: string;
    readonly offline: RegExp;
    readonly disabled: RegExp;
  }[];
  readonly variables: readonly {
    readonly name: string;
    readonly offline: RegExp;
    readonly disabled: RegExp;
  }[];
}

const NEVER = /^(?!)/;
const TRUE = /^(?:true|1|yes|on)$/i;
const FALSE = /^(?:false|0|no|off)$/i;

/**
 * wandb 0.21.4 (`sdk/wandb_settings.py`: mode, its alias dryrun), neptune 1.14, comet_ml 3.58, clearml 2.1
 * (`Task.set_offline`), swanlab 0.8, mlflow 3.17 (`autolog(disable=)`).
 */
const MODES: Readonly<Partial<Record<TrackerId, Modes>>> = {
  wandb: {
    arguments: [
      { name: "mode", offline: /^(?:offline|dryrun)$/, disabled: /^disabled$/ },
      { name: "offline", offline: /^True$/, disabled: NEVER },
    ],
    variables: [{ name: "WANDB_MODE", offline: /^(?:offline|dryrun)$/, disabled: /^disabled$/ }],
  },
  neptune: {
    arguments: [{ name: "mode", offline: /^offline$/, disabled: /^(?:debug|disabled|read-only)$/ }],
    variables: [{ name: "NEPTUNE_MODE", offline: /^offline$/, disabled: /^(?:debug|disabled|read-only)$/ }],
  },
  comet: {
    arguments: [
      { name: "online", offline: /^False$/, disabled: NEVER },
      { name: "offline", offline: /^True$/, disabled: NEVER },
      { name: "disabled", offline: NEVER, disabled: /^True$/ },
    ],
    variables: [
      { name: "COMET_START_ONLINE", offline: FALSE, disabled: NEVER },
      { name: "COMET_MODE", offline: /^offline$/i, disabled: /^disabled$/i },
    ],
  },
  clearml: {
    arguments: [{ name: "offline_mode", offline: /^True$/, disabled: NEVER }],
    variables: [{ name: "CLEARML_OFFLINE_MODE", offline: TRUE, disabled: NEVER }],
  },
  swanlab: {
    arguments: [{ name: "mode", offline: /^(?:local|offline)$/, disabled: /^disabled$/ }],
    variables: [{ name: "SWANLAB_MODE", offline: /^(?:local|offline)$/, disabled: /^disabled$/ }],
  },
  mlflow: {
    arguments: [{ name: "disable", offline: NEVER, disabled: /^True$/ }],
    variables: [],
  },
};

export function modesOf(
  paths: Paths,
  switches: Switches,
  calls: readonly TrackerCall[],
  objects: readonly (ConfiguredObject & { readonly signs: { readonly id: TrackerId } })[],
  variables: readonly Variable[],
  inCode: readonly SetByCode[],
): readonly Mode[] {
  return [
    ...calls.flatMap(given),
    ...objects.flatMap((object) => {
      const off = object.arguments.offline === true ? "offline" : object.arguments.mode;
      const mode = off === "offline" || off === "disabled" ? off : null;
      return mode === null
        ? []
        : [
            {
              tracker: object.signs.id,
              mode,
              detail: mode,
              on: object.on,
              location: object.location,
            } as const,
          ];
    }),
    ...variables.flatMap((one) =>
      fromVariable(
        one.name,
        one.value ?? "",
        one.applies ? "yes" : one.script ? "unknown" : "no",
        one.location,
      ),
    ),
    ...inCode.flatMap((one) => {
      // Of several processes one goes on.
      if (one.conditions.some(choosesProcess)) return [];
      const found = fromVariable(one.variable, one.value, "yes", one.location);
      return found.length === 0 ? [] : [{ ...found[0]!, on: switches.at(one).on }];
    }),
  ];

  function given(call: TrackerCall): readonly Mode[] {
    const { id } = call.signs;
    const { location } = call;
    const place = switches.at(call);
    if (/\.Offline(?:Experiment)?$/.test(call.name))
      return [{ tracker: id, mode: "offline", detail: call.name, on: place.on, location }];
    if (/\.Task\.set_offline$/.test(call.name)) {
      const set = call.args[0] === undefined ? [] : choicesOf(paths, call, call.args[0].value);
      return set.flatMap(({ text, on }) =>
        text === "True"
          ? [
              {
                tracker: id,
                mode: "offline" as const,
                detail: call.name,
                on: weakest([place, { on, why: null }]).on,
                location,
              },
            ]
          : [],
      );
    }
    return [...settings(call), ...call.args].flatMap(({ name, value }) => {
      const rule = MODES[id]?.arguments.find((one) => one.name === name);
      if (rule === undefined) return [];
      return choicesOf(paths, call, value).flatMap(({ text, on }): readonly Mode[] => {
        const mode = rule.offline.test(text) ? "offline" : rule.disabled.test(text) ? "disabled" : null;
        return mode === null
          ? []
          : [
              {
                tracker: id,
                mode,
                detail: `${name}=${text}`,
                on: weakest([place, { on, why: null }]).on,
                location,
              },
            ];
      });
    });
  }

  /** `wandb.init(settings=wandb.Settings(mode="offline"))`. */
  function settings({ args }: TrackerCall): TrackerCall["args"] {
    const value = args.find(({ name }) => name === "settings")?.value;
    const mode = value?.is === "call" ? /\bmode\s*=\s*["'](\w+)["']/.exec(value.text)?.[1] : undefined;
    return mode === undefined ? [] : [{ name: "mode", value: { is: "literal", value: mode } }];
  }
}

function fromVariable(name: string, value: string, on: On, location: Location): readonly Mode[] {
  return (Object.entries(MODES) as [TrackerId, Modes][]).flatMap(([tracker, { variables }]) =>
    variables.flatMap((one): readonly Mode[] => {
      if (one.name !== name) return [];
      const mode = one.offline.test(value) ? "offline" : one.disabled.test(value) ? "disabled" : null;
      return mode === null ? [] : [{ tracker, mode, detail: `${name}=${value}`, on, location }];
    }),
  );
}
