import { basename, dirname } from "node:path";
import type { ChangeState } from "../core/change.js";
import type { Baseline, Configuration, Policy } from "../core/policy.js";
import type { Workspace } from "../core/workspace.js";
import { plain } from "../formats/plain.js";
import { type ReadConfiguration, readConfiguration } from "../policy/configuration.js";
import { pathMatcher } from "../policy/path-patterns.js";
import { filesHere, filesOf, filesOnDisk } from "../workspace/configuration-files.js";
import type { ConfigurationFiles } from "../workspace/configuration-place.js";
import { filesAt } from "../workspace/configuration-revision.js";
import { excluding } from "../workspace/excluding.js";
import { loadRules } from "./rules.js";
import { UsageError } from "./usage-error.js";

/** What the command line says about where a project's policy is found. */
export interface PolicyOptions {
  /** `--config FILE` */
  readonly config?: string;
  /** `--config-from REV` */
  readonly configFrom?: string;
  /** `--baseline FILE` */
  readonly baseline?: string;
  /** False for `--no-ignores`. */
  readonly ignores: boolean;
  readonly rev?: string;
}

/**
 * Configuration and baseline of the repository at `path`: those of the audited revision or of `state`, else as they lie
 * on disk; with `--config-from` those of that revision.
 * @param state  what a hook looks at, where it is not the folder
 * @throws UsageError  with every mistake of the configuration; CannotAudit: no such folder or revision
 */
export async function policyFor(path: string, options: PolicyOptions, state?: ChangeState): Promise<Policy> {
  const inState = state !== undefined;
  const files = await filesFor(path, options, state);
  try {
    const configuration = await configurationFrom(files, options, inState);
    const baseline = await baselineFrom(files, configuration, options, inState);
    return { configuration, baseline, ignores: options.ignores };
  } finally {
    files.close();
  }
}

/** The configuration alone, for what neither judges nor gates. */
export async function configurationFor(
  path: string,
  options: Pick<PolicyOptions, "config" | "configFrom" | "rev">,
): Promise<Configuration> {
  const files = await filesFor(path, { ...options, ignores: true }, undefined);
  try {
    return await configurationFrom(files, options, false);
  } finally {
    files.close();
  }
}

/** The workspace without the files that the configuration excludes. */
export function withoutExcluded(workspace: Workspace, { exclude }: Configuration): Workspace {
  return exclude.length === 0 ? workspace : excluding(workspace, pathMatcher(exclude));
}

const filesFor = async (
  path: string,
  { configFrom, rev }: PolicyOptions,
  state: ChangeState | undefined,
): Promise<ConfigurationFiles> => {
  const revision = configFrom ?? rev;
  if (revision !== undefined) return filesAt(path, revision);
  return state === undefined ? filesHere(path) : filesOf(state, path);
};

interface NamedFile {
  readonly files: ConfigurationFiles;
  /** From the top of `files`. */
  readonly path: string;
  /** It lies in the audited repository. */
  readonly inRepository: boolean;
}

/**
 * A file that somebody has named: with --config-from and in a hook in the state that counts there, else on disk, for
 * that is what was named.
 */
function namedFile(name: string, files: ConfigurationFiles, inState: boolean): NamedFile {
  const inside = files.inside(name);
  if (inside !== null && inState) return { files, path: inside, inRepository: true };
  const disk = filesOnDisk(dirname(name));
  return { files: disk, path: disk.inside(name) ?? basename(name), inRepository: inside !== null };
}

/** @throws UsageError */
async function configurationFrom(
  files: ConfigurationFiles,
  options: Pick<PolicyOptions, "config" | "configFrom">,
  inState: boolean,
): Promise<Configuration> {
  const { folder, hasFolder } = files;
  const about = { folder, hasFolder, rules: async () => (await loadRules()).rules };
  const name = options.config ?? (process.env.EXPTRACK_CONFIG || null);
  if (name === null) {
    const request = { ...about, files, named: null, inRepository: true };
    return withoutMistakes(await readConfiguration(request), (path) => path);
  }
  const file = namedFile(name, files, inState || options.configFrom !== undefined);
  const request = { ...about, files: file.files, named: file.path, inRepository: file.inRepository };
  const shown = (path: string): string => (path === file.path && !file.inRepository ? name : path);
  return withoutMistakes(await readConfiguration(request), shown);
}

function withoutMistakes(
  { configuration, mistakes }: ReadConfiguration,
  shown: (path: string) => string,
): Configuration {
  if (mistakes.length === 0)
    return { ...configuration, path: configuration.path === null ? null : shown(configuration.path) };
  const lines = mistakes.map(({ path, line, column, message }) => {
    const place = line === undefined ? "" : `:${line}:${column ?? 1}`;
    return plain(`${shown(path)}${place}: ${message}`);
  });
  const more = lines.length - MOST_SHOWN;
  const count = mistakes.length === 1 ? "a mistake" : `${mistakes.length} mistakes`;
  throw new UsageError(
    `${plain(shown(mistakes[0]!.path))} has ${count}: correct what is listed above, or name another file with --config`,
    more > 0 ? [...lines.slice(0, MOST_SHOWN), `and ${more} more`] : lines,
  );
}

const MOST_SHOWN = 40;

/** @throws UsageError  the named file is not there, or no baseline */
async function baselineFrom(
  files: ConfigurationFiles,
  configuration: Configuration,
  options: Pick<PolicyOptions, "baseline" | "configFrom">,
  inState: boolean,
): Promise<Baseline | null> {
  const { baseline: name, configFrom } = options;
  if (name === undefined && configuration.baseline === null) return null;
  const file =
    name === undefined
      ? { files, path: configuration.baseline! }
      : namedFile(name, files, inState || configFrom !== undefined);
  const found = (await file.files.texts([file.path])).get(file.path);
  const shown = name ?? file.path;
  if (found === undefined)
    throw new UsageError(
      `${plain(shown)}: there is no such baseline${configFrom === undefined ? "" : ` at ${plain(configFrom)}`}; exptrack baseline writes one`,
    );
  if ("unreadable" in found) throw new UsageError(`${plain(shown)}: ${found.unreadable}`);
  const { parseBaseline } = await import("../policy/baseline.js");
  const { baseline, mistakes } = parseBaseline(found.text, plain(shown));
  if (baseline === null) throw new UsageError(`${plain(shown)} is no baseline that can be used`, mistakes);
  return baseline;
}
