import { compareText, type Location } from "../../core/location.js";
import { baseName, storeFolderOf } from "../../core/paths.js";
import type { Problem } from "../../core/run.js";
import type { RecordStore } from "../../core/tracker.js";
import { UnreadableFile, type Workspace } from "../../core/workspace.js";
import { type SqliteDatabase, textOf } from "../../parsers/sqlite.js";
import { isUnreadable, withDatabase } from "../database-file.js";
import { has } from "./database-rows.js";
import { join, META, REGISTRY } from "./layout.js";
import { type Meta, parseMeta } from "./meta.js";
import { isDatabase } from "./records.js";

export interface RegisteredModel {
  readonly name: string;
  readonly description: string | null;
  /** Keys of its tags, sorted. */
  readonly tags: readonly string[];
  readonly location: Location;
  /** Ascending by version. */
  readonly versions: readonly ModelVersion[];
}

export interface ModelVersion {
  readonly version: number;
  /** The run that logged the model, as recorded. */
  readonly run: string | null;
  readonly description: string | null;
  /** Staging, Production, Archived; null where none was given. */
  readonly stage: string | null;
  /** Sorted. */
  readonly aliases: readonly string[];
  /** Keys of its tags, sorted. */
  readonly tags: readonly string[];
  readonly location: Location;
}

export interface Registry {
  /** Sorted by name. */
  readonly models: readonly RegisteredModel[];
  readonly problems: readonly Problem[];
}

/**
 * The model registry that lies in a store: folder `models/` of a file store (from 2.0), tables of a database (from 1.0).
 * Sources: mlflow/store/model_registry/file_store.py and dbmodels/models.py of 3.17.2.
 */
export async function readRegistry(store: RecordStore, workspace: Workspace): Promise<Registry> {
  const read = isDatabase(store) ? await fromDatabase(store, workspace) : await fromFolder(store, workspace);
  const models = read.models.map((model) => ({
    ...model,
    versions: [...model.versions].sort((a, b) => a.version - b.version),
  }));
  return { models: models.sort((a, b) => compareText(a.name, b.name)), problems: read.problems };
}

// ── file store ────────────────────────────────────────────────────────────────────────────────

interface Draft {
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly location: Location;
  readonly versions: ModelVersion[];
}

async function fromFolder(store: RecordStore, workspace: Workspace): Promise<Registry> {
  const root = `${join(store.path, REGISTRY)}/`;
  const problems: Problem[] = [];
  const models = new Map<string, Draft>();
  const aliases = new Map<string, string[]>();
  const tags = new Map<string, string[]>();
  const files = store.files.filter(({ path }) => path.startsWith(root));
  for (const { path } of files) {
    const [holder, tag] = path.slice(root.length).split("/tags/");
    if (holder !== undefined && tag !== undefined) tags.set(holder, [...(tags.get(holder) ?? []), tag]);
  }
  for (const { path } of files) {
    const parts = path.slice(root.length).split("/");
    if (parts.length === 2 && parts[1] === META) {
      const { value } = await readMeta(path, workspace, problems);
      const name = text(value.name) ?? parts[0]!;
      models.set(parts[0]!, {
        name,
        description: text(value.description),
        tags: (tags.get(parts[0]!) ?? []).sort(compareText),
        location: { path },
        versions: [],
      });
    } else if (parts.length === 3 && parts[1] === "aliases") {
      const version = (await readText(path, workspace, problems)).trim();
      const key = `${parts[0]}/version-${version}`;
      aliases.set(key, [...(aliases.get(key) ?? []), parts[2]!]);
    }
  }
  for (const { path } of files) {
    const folder = storeFolderOf(path);
    const number = /^version-(\d+)$/.exec(baseName(folder))?.[1];
    const model = models.get(storeFolderOf(folder).slice(root.length));
    if (baseName(path) !== META || number === undefined || model === undefined) continue;
    const { value } = await readMeta(path, workspace, problems);
    model.versions.push({
      version: Number(number),
      run: text(value.run_id),
      description: text(value.description),
      stage: stage(value.current_stage),
      aliases: (aliases.get(folder.slice(root.length)) ?? []).sort(compareText),
      tags: (tags.get(folder.slice(root.length)) ?? []).sort(compareText),
      location: { path },
    });
  }
  return { models: [...models.values()], problems };
}

async function readMeta(path: string, workspace: Workspace, problems: Problem[]): Promise<Meta> {
  const meta = parseMeta(await readText(path, workspace, problems));
  if (meta.error !== null) {
    const { line, message } = meta.error;
    problems.push({ path, line, message: `MLflow meta.yaml cannot be read: ${message}` });
  }
  return meta;
}

async function readText(path: string, workspace: Workspace, problems: Problem[]): Promise<string> {
  try {
    return await workspace.readText(path, { maxBytes: 1 << 20 });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problems.push({ path, message: `could not be read: ${error.reason}` });
    return "";
  }
}

// ── database ──────────────────────────────────────────────────────────────────────────────────

async function fromDatabase(store: RecordStore, workspace: Workspace): Promise<Registry> {
  const location = { path: store.path };
  try {
    for await (const models of withDatabase(store.path, workspace, (database) => [
      modelsOf(database, location),
    ])) {
      return { models, problems: [] };
    }
  } catch (error) {
    // The run reader names what keeps this database from being read.
    if (!isUnreadable(error)) throw error;
  }
  return { models: [], problems: [] };
}

const VERSION = ["name", "version", "run_id", "description", "current_stage"];
const ALIAS = ["name", "version", "alias"];
const MODEL_TAG = ["name", "key"];
const VERSION_TAG = ["name", "version", "key"];

function modelsOf(database: SqliteDatabase, location: Location): readonly Draft[] {
  const models = new Map<string, Draft>();
  if (!has(database, "registered_models", "name", "description")) return [];
  if (!has(database, "model_versions", ...VERSION)) return [];
  const tags = keysOf(database, "registered_model_tags", MODEL_TAG);
  for (const [name, description] of database.rows(
    `SELECT ${textOf("name")}, ${textOf("description")} FROM registered_models`,
  )) {
    models.set(String(name), {
      name: String(name),
      description: text(description),
      tags: (tags.get(String(name)) ?? []).sort(compareText),
      location,
      versions: [],
    });
  }
  const aliases = keysOf(database, "registered_model_aliases", ALIAS);
  const versionTags = keysOf(database, "model_version_tags", VERSION_TAG);
  const sql = `SELECT ${VERSION.map(textOf).join(", ")} FROM model_versions`;
  for (const [name, version, run, description, current] of database.rows(sql)) {
    models.get(String(name))?.versions.push({
      version: Number(version),
      run: text(run),
      description: text(description),
      stage: stage(current),
      aliases: (aliases.get(`${name}/${version}`) ?? []).sort(compareText),
      tags: (versionTags.get(`${name}/${version}`) ?? []).sort(compareText),
      location,
    });
  }
  return [...models.values()];
}

/** Values of the last column by what the columns before it name together: `churn/1`. */
function keysOf(
  database: SqliteDatabase,
  table: string,
  columns: readonly string[],
): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  if (!has(database, table, ...columns)) return found;
  for (const row of database.rows(`SELECT ${columns.map(textOf).join(", ")} FROM ${table}`)) {
    const of = row.slice(0, -1).join("/");
    found.set(of, [...(found.get(of) ?? []), String(row.at(-1))]);
  }
  return found;
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** "None" is a stage of its own in the record. */
const stage = (value: unknown): string | null => (value === "None" ? null : text(value));
