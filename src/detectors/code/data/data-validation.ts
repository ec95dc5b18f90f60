import { defineDetector } from "../../../core/detector.js";
import { type Evidence, evidence } from "../../../core/evidence.js";
import { nameTable } from "../study/names.js";
import { imports } from "../study/project.js";
import { once, runningCalls } from "../study/run-places.js";
import { studyOf } from "../study/study.js";

const validates = nameTable<string>({
  "great_expectations.*": "great expectations",
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
  "jsonschema.validate": "json schema",
  "jsonschema.Draft*": "json schema",
});
const schemas = nameTable<string>({
  "pandera.DataFrameSchema": "pandera",
  "pandera.pandas.DataFrameSchema": "pandera",
  "pandera.polars.DataFrameSchema": "pandera",
  "tensorflow_data_validation.load_schema_text": "tfdv",
  "tensorflow_data_validation.infer_schema": "tfdv",
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

/** Of all that pydantic models describe, rows of data are told by their name or that of their module. */
const ROWS = /schema|row|record|sample|input|feature|data|example|item|entit|observation/i;
const SETTINGS =
  /(?:config|conf|settings|args|arguments|params|parameters|options|request|response|query|payload|base)(?:model|schema|base)?$/i;
const PYDANTIC = /^pydantic\.(?:v1\.)?(?:main\.)?BaseModel$/;
const VALIDATES_ROWS = /^(?:model_validate|model_validate_json|parse_obj|validate_python)$/;

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
      if (
        VALIDATES_ROWS.test(call.method) &&
        imports(file, "pydantic") &&
        first("validation", file.path, "pydantic")
      )
        found.push(evidence("data.validation", call.location, { tool: "pydantic" }));
      const schema = schemas(call.name);
      if (schema !== undefined && first("schema", file.path, schema))
        found.push(evidence("data.schema", call.location, { tool: schema }));
    }
    for (const file of study.graph.files) {
      for (const { name, bases, location } of file.classes) {
        const model =
          bases.some((base) => PYDANTIC.test(base)) &&
          !SETTINGS.test(name) &&
          ROWS.test(`${file.path} ${name}`);
        const tool =
          bases.map((base) => schemaBase(base)).find((known) => known !== undefined) ??
          (model ? "pydantic" : undefined);
        if (tool !== undefined && first("schema", file.path, tool))
          found.push(evidence("data.schema", location, { tool }));
      }
    }
    return found;
  },
});
