import { defineDetector } from "../../../core/detector.js";
import { type Evidence, evidence } from "../../../core/evidence.js";
import { nameTable } from "../study/names.js";
import { once, runningCalls } from "../study/run-places.js";
import { studyOf } from "../study/study.js";

const validates = nameTable<string>({
  "great_expectations.*": "great-expectations",
  "pandera..validate": "pandera",
  "pandera.check_*": "pandera",
  "pandera.DataFrameSchema": "pandera",
  "pandera.pandas.DataFrameSchema": "pandera",
  "tensorflow_data_validation.validate_*": "tfdv",
  "deepchecks.*": "deepchecks",
  "evidently.*": "evidently",
  "whylogs.log": "whylogs",
  "soda.*": "soda",
  "cerberus.Validator": "cerberus",
});
const schemas = nameTable<string>({
  "pandera.DataFrameSchema": "pandera",
  "pandera.pandas.DataFrameSchema": "pandera",
  "pandera.polars.DataFrameSchema": "pandera",
  "tensorflow_data_validation.load_schema_text": "tfdv",
  "tensorflow_data_validation.infer_schema": "tfdv",
  "jsonschema.validate": "json-schema",
  "pyarrow.schema": "pyarrow",
  "datasets.Features": "huggingface",
  "mlflow.types.Schema": "mlflow",
  "pyspark.sql.types.StructType": "spark",
});
const schemaBase = nameTable<string>({
  "pandera.DataFrameModel": "pandera",
  "pandera.SchemaModel": "pandera",
  "pandera.pandas.DataFrameModel": "pandera",
  "pandera.polars.DataFrameModel": "pandera",
});

/** Checks of data against expectations, and descriptions of its shape, each tool once a file. */
export const detector = defineDetector({
  id: "code-data-validation",
  async detect(context) {
    const study = await studyOf(context);
    const first = once();
    const found: Evidence[] = [];
    for (const { file, call } of runningCalls(study)) {
      const validation = validates(call.name);
      if (validation !== undefined && first("validation", file.path, validation))
        found.push(evidence("data.validation", call.location, { tool: validation }));
      const schema = schemas(call.name);
      if (schema !== undefined && first("schema", file.path, schema))
        found.push(evidence("data.schema", call.location, { tool: schema }));
    }
    for (const file of study.graph.files) {
      for (const { bases, location } of file.classes) {
        const tool = bases.map((base) => schemaBase(base)).find((known) => known !== undefined);
        if (tool !== undefined && first("schema", file.path, tool))
          found.push(evidence("data.schema", location, { tool }));
      }
    }
    return found;
  },
});
