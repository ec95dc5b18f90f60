import type { Call, CodeFile, Value } from "../../../core/code.js";
import { defineDetector } from "../../../core/detector.js";
import type { Evidence } from "../../../core/evidence.js";
import { itemsOf } from "../../../core/inventory-items.js";
import type { InventoryKindOf } from "../../../core/inventory-kinds.js";
import { isLiteral, nameTable } from "../study/names.js";
import { imports } from "../study/project.js";
import { once, runningCalls } from "../study/run-places.js";
import { studyOf } from "../study/study.js";

interface Tool {
  readonly item: InventoryKindOf<"data">;
  readonly name: string;
  readonly state: string;
  /** Modules of which the file imports one: for methods of any receiver. */
  readonly with?: readonly string[];
}

const tool = (item: InventoryKindOf<"data">, name: string, state: string, ...modules: string[]): Tool => ({
  item,
  name,
  state,
  ...(modules.length === 0 ? {} : { with: modules }),
});
const data = itemsOf("data");
const used = tool("lineage", "wandb artifacts", "used", "wandb");
const logged = tool("lineage", "mlflow datasets", "logged");
const read = (item: "versioning" | "table format", name: string, ...modules: string[]): Tool =>
  tool(item, name, "read in code", ...modules);

/** Calls that tie data to a run, or read it out of a store that keeps versions. */
const tools = nameTable<Tool>({
  "mlflow.log_input": logged,
  "mlflow.log_inputs": logged,
  "mlflow.data.*": tool("lineage", "mlflow datasets", "described"),
  "wandb.use_artifact": used,
  ".use_artifact": used,
  "wandb.log_artifact": tool("lineage", "wandb artifacts", "logged"),
  ".log_artifact": tool("lineage", "wandb artifacts", "logged", "wandb"),
  "clearml.Dataset.get": tool("lineage", "clearml datasets", "used"),
  "clearml.Dataset.create": tool("lineage", "clearml datasets", "made"),
  ".log_dataset_hash": tool("lineage", "comet dataset hashes", "logged", "comet_ml"),
  "dvc.api.open": read("versioning", "dvc"),
  "dvc.api.read": read("versioning", "dvc"),
  "dvc.api.get_url": read("versioning", "dvc"),
  "deltalake.DeltaTable": read("table format", "delta"),
  "delta.tables.DeltaTable.*": read("table format", "delta"),
  "deltalake.write_deltalake": tool("table format", "delta", "written in code"),
  "pyiceberg.catalog.*": read("table format", "iceberg"),
  "lakefs.repository": read("versioning", "lakefs"),
  "lakefs.Repository": read("versioning", "lakefs"),
  "lakefs.*": read("versioning", "lakefs"),
  "lakefs_client.*": read("versioning", "lakefs"),
  "quilt3.Package.*": read("versioning", "quilt"),
  "pachyderm_sdk.*": read("versioning", "pachyderm"),
  "python_pachyderm.*": read("versioning", "pachyderm"),
  "datalad.api.*": read("versioning", "datalad"),
});
/** `spark.read.format("delta")`. */
const TABLE_FORMATS: readonly string[] = ["delta", "iceberg", "hudi"];
const SPARK = ["pyspark", "delta", "databricks", "awsglue"];
/** Arguments by which a call asks for one version; keys that Spark's `option` takes for the same. */
const VERSION = /^(?:version|rev|revision|top_hash|snapshot_id|commit|commit_id|ref|timestamp)$/;
const SPARK_VERSION = /^(?:versionAsOf|timestampAsOf|snapshot-id|as-of-timestamp|as\.of\.instant)$/;

/** Lineage of data in code, and data stores with versions that code reads: each once a file. */
export const detector = defineDetector({
  id: "code-data-tools",
  async detect(context) {
    const first = once();
    const found: Evidence[] = [];
    for (const { file, call } of runningCalls(await studyOf(context))) {
      const known = tools(call.name) ?? sparkTable(file, call);
      if (known === undefined || (known.with !== undefined && !imports(file, ...known.with))) continue;
      const version = versionOf(file, call);
      if (!first(file.path, known.name, known.state, version)) continue;
      const { item, name, state } = known;
      found.push(data(item, call.location, name, state, version));
    }
    return found;
  },
});

function sparkTable(file: CodeFile, call: Call): Tool | undefined {
  if (call.method !== "format" || !imports(file, ...SPARK)) return undefined;
  const format = TABLE_FORMATS.find((name) => isLiteral(call.args[0]?.value, name));
  return format === undefined ? undefined : read("table format", format);
}

/** The version that a call, or the options that its chain sets, ask for: `version 3`, `train-data:v3`. */
function versionOf(file: CodeFile, call: Call): string | null {
  if (call.method === "use_artifact") return literal(call.args[0]?.value);
  const given = call.args.find(({ name }) => name !== null && VERSION.test(name));
  if (given !== undefined) {
    const value = literal(given.value);
    return value === null ? null : `${given.name} ${value}`;
  }
  if (call.method !== "format") return null;
  for (const { method, location, args } of file.calls) {
    const [key, value] = args.map((one) => literal(one.value));
    if (method === "option" && location.line === call.location.line && key && SPARK_VERSION.test(key))
      return `${key} ${value ?? ""}`.trimEnd();
  }
  return null;
}

const literal = (value: Value | undefined): string | null =>
  value?.is === "literal" && value.value !== null ? `${value.value}`.slice(0, 100) : null;
