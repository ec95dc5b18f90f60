import { expect, test } from "vitest";
import { detector as tools } from "../../src/detectors/code/data/data-tools.js";
import { detector as validation } from "../../src/detectors/code/data/data-validation.js";
import { detector as tracking } from "../../src/detectors/custom-tracking.js";
import { detector as data } from "../../src/detectors/data.js";
import { observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const items = async (detector: Parameters<typeof observe>[0], files: Files) =>
  (await observe(detector, files))
    .of("inventory.item")
    .map(({ item, name, state, value, location }) => [item, name, state, value, location.line]);
const SCHEMA = '{"$schema": "https://json-schema.org/draft/2020-12/schema"}\n';

test("A4: data sets that code hands to MLflow, and W&B's artifacts that it uses and logs, are lineage", async () => {
  expect(
    await items(tools, {
      "train.py": `import mlflow
import wandb

rows = mlflow.data.from_pandas(df)
mlflow.log_input(rows, context="training")
run = wandb.init()
run.use_artifact("train-data:v3")
run.log_artifact(made)
`,
    }),
  ).toEqual([
    ["lineage", "mlflow datasets", "described", undefined, 4],
    ["lineage", "mlflow datasets", "logged", undefined, 5],
    ["lineage", "wandb artifacts", "used", "train-data:v3", 7],
    ["lineage", "wandb artifacts", "logged", undefined, 8],
  ]);
});

test("A4: a method of the same name is no artifact where W&B is not imported, nor is a text's format a table", async () => {
  expect(
    await items(tools, {
      "train.py": 'store.log_artifact("x")\nprint("{}".format("delta"))\nshop.use_artifact(3)\n',
    }),
  ).toEqual([]);
});

test("A4: stores with versions that code reads are listed with the version that it asks for", async () => {
  expect(
    await items(tools, {
      "train.py": `import dvc.api
import lakefs
import quilt3
from deltalake import DeltaTable
from pyiceberg.catalog import load_catalog
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
DeltaTable("s3://bucket/t", version=3)
spark.read.format("delta").option("versionAsOf", 7).load("/t")
spark.read.format("hudi").load("/t")
load_catalog("default")
quilt3.Package.browse("ada/wine", top_hash="ab12")
lakefs.repository("wine")
dvc.api.open("data/a.csv", rev="v1")
`,
    }),
  ).toEqual([
    ["table format", "delta", "read in code", "version 3", 9],
    ["table format", "delta", "read in code", "versionAsOf 7", 10],
    ["table format", "hudi", "read in code", undefined, 11],
    ["table format", "iceberg", "read in code", undefined, 12],
    ["versioning", "quilt", "read in code", "top_hash ab12", 13],
    ["versioning", "lakefs", "read in code", undefined, 14],
    ["versioning", "dvc", "read in code", "rev v1", 15],
  ]);
});

test("A4: a dvc.yaml is lineage with the stages that others feed; a pipeline of Pachyderm is told by its content", async () => {
  expect(
    await items(data, {
      "dvc.yaml":
        "stages:\n  prepare:\n    cmd: python prepare.py\n    deps: [data/raw.csv]\n    outs:\n      - data/clean: {cache: false}\n  train:\n    cmd: python train.py\n    deps: [data/clean/rows.csv]\n    outs: [model.pkl]\n",
      "edges.pipeline.json":
        '{"pipeline": {"name": "edges"}, "input": {"pfs": {"repo": "images", "glob": "/*"}}, "transform": {"image": "ada/edges:1"}}',
      "pipeline.json": '{"pipeline": {"name": "other"}}',
    }),
  ).toEqual([
    ["lineage", "dvc.yaml", "2 stages, 1 fed by another", undefined, 1],
    ["versioning", "pachyderm", "pipeline edges", "reads images", 1],
  ]);
});

test("A4: migrations, versions of a schema side by side and dbt's model versions are its evolution", async () => {
  expect(
    await items(data, {
      "alembic/versions/01_runs.py": 'revision = "01"\ndown_revision = None\n',
      "alembic/versions/02_seed.py": 'revision = "02"\ndown_revision = "01"\n',
      "db/V1__create.sql": "select 1;\n",
      "schemas/v1/row.json": SCHEMA,
      "schemas/v2/row.json": SCHEMA,
      "schemas/other.json": "{}",
      "dbt_project.yml": "name: wine\n",
      "models/wine.yml":
        "models:\n  - name: wine\n    columns:\n      - name: id\n        tests: [unique]\n    versions:\n      - v: 1\n      - v: 2\n",
    }),
  ).toEqual([
    ["schema evolution", "dbt model wine", "2 versions", undefined, 6],
    ["schema evolution", "alembic", "2 migrations", undefined, 2],
    ["schema evolution", "flyway", "1 migration", undefined, 1],
    ["schema evolution", "schemas/v*/row.json", "2 versions side by side", undefined, undefined],
  ]);
});

test("A4: suites of Great Expectations, JSON schemas, TFDV's schema and dbt's columns are told by their content", async () => {
  const seen = await observe(data, {
    "gx/expectations/wine.json": '{"name": "wine", "expectations": []}',
    "gx/expectations/notes.json": '{"name": "wine"}',
    "schemas/row.json": SCHEMA,
    "schemas/list.json": "[]",
    "data/schema.pbtxt": 'feature { name: "age" }\n',
    "dbt_project.yml": "name: wine\n",
    "models/wine.yml": "models:\n  - name: wine\n    columns:\n      - name: id\n        tests: [unique]\n",
    "conf/models/net.yml": "models:\n  - layers: 3\n",
  });
  const found = (kind: "data.schema" | "data.validation") =>
    seen.of(kind).map(({ tool, location }) => [tool, location.path]);
  expect(found("data.validation")).toEqual([
    ["great expectations", "gx/expectations/wine.json"],
    ["dbt", "models/wine.yml"],
  ]);
  expect(found("data.schema")).toEqual([
    ["tfdv", "data/schema.pbtxt"],
    ["dbt", "models/wine.yml"],
    ["json schema", "schemas/row.json"],
  ]);
});

test("A4: rows that pydantic or a JSON schema checks are validated", async () => {
  const seen = await observe(validation, {
    "train.py":
      "import jsonschema\nfrom pydantic import BaseModel\n\n\nclass WineRow(BaseModel):\n    age: int\n\n\nrows = [WineRow.model_validate(row) for row in load()]\njsonschema.validate({}, {})\n",
  });
  expect(seen.of("data.validation").map(({ tool, location }) => [tool, location.line])).toEqual([
    ["pydantic", 9],
    ["json schema", 10],
  ]);
});

test("A2: tables of experiments in SQL scripts, and those that SQLAlchemy and Alembic make in code", async () => {
  expect(
    await items(tracking, {
      "db/init.sql":
        "-- create table runs (id int);\nCREATE TABLE IF NOT EXISTS experiments (\n  id int\n);\ncreate table users (id int);\n",
      "tables.py":
        'from alembic import op\nfrom sqlalchemy import Table\n\nruns = Table("training_runs", metadata)\nop.create_table("metrics")\npeople = Table("people", metadata)\n',
    }),
  ).toEqual([
    ["experiment table", "training_runs", "ORM table", undefined, 4],
    ["experiment table", "metrics", "ORM table", undefined, 5],
    ["experiment table", "experiments", "SQL script", undefined, 2],
  ]);
});
