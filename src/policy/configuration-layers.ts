import {
  type Configuration,
  NO_CONFIGURATION,
  type ProjectSetting,
  type RuleSetting,
  type Suppression,
} from "../core/policy.js";
import type { DimensionId, Severity } from "../core/vocabulary.js";
import type { Place } from "../parsers/yaml.js";
import { pathBelow, pathFrom, pathSeenFrom } from "./configuration-paths.js";
import { patternsBelow } from "./path-patterns.js";
import type { ValuePath } from "./shapes.js";

/** What a file says, once it is known to be of the right shape. */
export interface Said {
  readonly threshold?: number;
  readonly floors?: Readonly<Partial<Record<DimensionId, number>>>;
  readonly baseline?: string;
  readonly local?: boolean;
  readonly exclude?: readonly string[];
  readonly rules?: Readonly<Record<string, Severity | "off" | RuleSetting>>;
  readonly ignore?: readonly {
    readonly rule: string;
    readonly paths?: readonly string[];
    readonly reason: string;
    readonly expires?: string;
  }[];
  readonly projects?: readonly (string | { readonly root: string; readonly threshold?: number })[];
  readonly extends?: string;
}

/** One file of a chain of `extends`. */
export interface Layer {
  /** From the top of the repository. */
  readonly path: string;
  /** What its paths and patterns are relative to: the audited folder, or one above it. */
  readonly base: string;
  readonly said: Said;
  placeOf(path: ValuePath): Place | null;
}

/**
 * What the files of a chain say together, seen from the audited folder. Of a single value (threshold, baseline, local)
 * and of each floor, rule and project the last file's counts; patterns and accepted findings are those of all files.
 * @param layers  the file that is extended before the one that extends it
 * @param shown  how the configuration is called
 */
export function merged(layers: readonly Layer[], folder: string, shown: string): Configuration {
  const projects = new Map(
    layers.flatMap((layer) => projectsOf(layer, folder)).map((one) => [one.root, one]),
  );
  return {
    path: shown,
    threshold: last(layers.map(({ said }) => said.threshold)) ?? NO_CONFIGURATION.threshold,
    floors: Object.assign({}, ...layers.map(({ said }) => said.floors)),
    baseline: layers.reduce<string | null>(
      (path, { base, said }) => (said.baseline === undefined ? path : pathFrom(base, said.baseline)),
      null,
    ),
    local: last(layers.map(({ said }) => said.local)) ?? NO_CONFIGURATION.local,
    exclude: [
      ...new Set(layers.flatMap(({ base, said }) => patternsBelow(said.exclude ?? [], below(base, folder)))),
    ],
    rules: new Map(layers.flatMap(({ said }) => Object.entries(said.rules ?? {}).map(settingOf))),
    ignore: layers.flatMap((layer) => suppressionsOf(layer, folder)),
    projects: [...projects.values()],
  };
}

const last = <T>(values: readonly (T | undefined)[]): T | undefined =>
  values.findLast((value) => value !== undefined);

const below = (base: string, folder: string): string => pathBelow(base, folder) ?? "";

function settingOf([rule, said]: [string, Severity | "off" | RuleSetting]): [string, RuleSetting] {
  return [rule, typeof said === "string" ? { severity: said } : said];
}

/**
 * Of the whole repository's gate what holds for a folder below the configuration: a threshold, where that folder is one of
 * the gated projects. The score of a part is no score of the whole.
 */
export function gateBelow(
  layers: readonly Layer[],
  folder: string,
  { threshold }: Configuration,
): Pick<Configuration, "threshold" | "floors" | "baseline"> {
  const own = layers
    .flatMap(({ base, said }) => (said.projects ?? []).map((project) => ({ base, project })))
    .map(({ base, project }) =>
      typeof project === "string"
        ? { path: pathFrom(base, project), own: threshold }
        : { path: pathFrom(base, project.root), own: project.threshold ?? threshold },
    )
    .findLast(({ path }) => path === folder);
  return { threshold: own?.own ?? null, floors: {}, baseline: null };
}

/** Projects outside the audited folder are not looked at; for the folder itself see `gateBelow`. */
function projectsOf({ base, said }: Layer, folder: string): ProjectSetting[] {
  return (said.projects ?? []).flatMap((project): ProjectSetting[] => {
    const { root, threshold = null } = typeof project === "string" ? { root: project } : project;
    const path = pathFrom(base, root);
    const inside = path === null ? null : pathBelow(folder, path);
    return inside === null || inside === "" ? [] : [{ root: inside, threshold }];
  });
}

/** An entry whose patterns reach nothing in the audited folder is left out. */
function suppressionsOf({ path, base, said, placeOf }: Layer, folder: string): Suppression[] {
  return (said.ignore ?? []).flatMap(({ rule, paths, reason, expires }, index): Suppression[] => {
    const reached = paths === undefined ? [] : patternsBelow(paths, below(base, folder));
    if (paths !== undefined && reached.length === 0) return [];
    const place = placeOf(["ignore", index]);
    return [
      {
        rule,
        reach: "paths",
        paths: reached,
        reason: reason.trim(),
        expires: expires ?? null,
        location: { path: pathSeenFrom(folder, path), ...place },
      },
    ];
  });
}

/**
 * What the paths and patterns of a file are relative to: the folder that it lies in (the one around it for a .github),
 * where that is the audited folder or one above it; else what they are for the file that names it.
 */
export function baseOf(path: string, folder: string, namer: string): string {
  const own = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
  const around = own === ".github" ? "" : own.endsWith("/.github") ? own.slice(0, -"/.github".length) : own;
  return pathBelow(around, folder) === null ? namer : around;
}
