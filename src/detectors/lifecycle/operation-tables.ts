import type { InventoryKindOf } from "../../core/inventory-kinds.js";

/** What shows how a served model is operated, by commands and library names. Tables only. */

export interface Operation {
  readonly pattern: RegExp;
  readonly item: InventoryKindOf<"serving">;
  readonly name: string;
}

/** Command lines, the runner (`poetry run`) left out. */
export const COMMAND_OPERATIONS: readonly Operation[] = [
  { pattern: /^helm rollback\b/, item: "rollback", name: "helm rollback" },
  {
    pattern: /^helm upgrade\b.*\s--(?:atomic|rollback-on-failure)\b/,
    item: "rollback",
    name: "helm upgrade --atomic",
  },
  { pattern: /^kubectl rollout undo\b/, item: "rollback", name: "kubectl rollout undo" },
  { pattern: /^kubectl argo rollouts (?:undo|abort)\b/, item: "rollback", name: "argo rollouts undo" },
  {
    pattern: /^gcloud run services update-traffic\b.*--to-revisions/,
    item: "rollback",
    name: "traffic to a revision",
  },
  { pattern: /^kubectl argo rollouts (?:promote|set)\b/, item: "rollout", name: "Argo Rollouts" },
  { pattern: /^gcloud run deploy\b.*--no-traffic/, item: "rollout", name: "Cloud Run without traffic" },
  {
    pattern: /^az ml online-endpoint update\b.*--(?:mirror-)?traffic\b/,
    item: "rollout",
    name: "Azure ML traffic",
  },
  { pattern: /^locust\b/, item: "load test", name: "locust" },
  { pattern: /^k6 run\b/, item: "load test", name: "k6" },
  { pattern: /^artillery run\b/, item: "load test", name: "artillery" },
  { pattern: /^wrk2?\s+-/, item: "load test", name: "wrk" },
  { pattern: /^hey\s+-/, item: "load test", name: "hey" },
  { pattern: /^ab\s+-[nkct]/, item: "load test", name: "ab" },
  { pattern: /^vegeta attack\b/, item: "load test", name: "vegeta" },
  { pattern: /^(?:perf_analyzer|genai-perf)\b/, item: "load test", name: "triton perf analyzer" },
  { pattern: /^vllm bench serve\b/, item: "load test", name: "vllm bench" },
  { pattern: /^oha\s/, item: "load test", name: "oha" },
];

/** Commands by which CI hands a model on. */
export const PROMOTIONS =
  /^(?:gto (?:assign|register)|mlflow (?:models|deployments) (?:create|update)|aws sagemaker update-model-package|az ml model (?:create|update)|bentoml (?:push|deploy))\b/;

/** Calls that watch for drift, with the arguments that say when it counts and over what. */
export const DRIFT: readonly (readonly [pattern: RegExp, name: string])[] = [
  [
    /^evidently\.(?:\w+\.)*(?:DataDriftPreset|TargetDriftPreset|DataDriftTable|DatasetDriftMetric|ColumnDriftMetric|ValueDrift|DriftedColumnsCount|TestNumberOfDriftedColumns|TestShareOfDriftedColumns|DataDriftTestPreset)$/,
    "evidently",
  ],
  [
    /^nannyml\.(?:\w+\.)*(?:UnivariateDriftCalculator|DataReconstructionDriftCalculator|DomainClassifierCalculator|CBPE|DLE)$/,
    "nannyml",
  ],
  [/^alibi_detect\.(?:\w+\.)*\w*Drift\w*$/, "alibi-detect"],
  [/^whylogs\.(?:\w+\.)*(?:log|calculate_drift_scores|ConstraintsBuilder)$/, "whylogs"],
  [/^deepchecks\.(?:\w+\.)*\w*Drift\w*$/, "deepchecks"],
  [/^river\.drift\.\w+(?:\.\w+)?$/, "river"],
  [/^frouros\.detectors\.\w+(?:\.\w+)*$/, "frouros"],
  [
    /^sagemaker\.(?:model_monitor\.)?(?:\w+\.)*(?:DefaultModelMonitor|ModelQualityMonitor|ModelBiasMonitor)$/,
    "sagemaker model monitor",
  ],
  [
    /^google\.cloud\.aiplatform\.(?:\w+\.)*(?:ModelDeploymentMonitoringJob\.create|DriftDetectionConfig|SkewDetectionConfig)$/,
    "vertex model monitoring",
  ],
];
/** A project's own: `generate_drift_report`, `detect_data_drift`, `calculate_psi`; a drift alone is a term of an equation. */
export const OWN_DRIFT =
  /(?:data|model|feature|concept|prediction|target)_?drift|drift_?(?:report|score|detect|monitor|check|share|alert|metric)|(?:detect|check|monitor|measure|compute|calculate)_\w{0,30}drift|(?:calculate|compute|calc)_?psi$|population_?stability/i;
export const DRIFT_PACKAGES: ReadonlySet<string> = new Set(
  "evidently nannyml alibi_detect whylogs deepchecks river frouros sagemaker google".split(" "),
);
export const DRIFT_SETTING =
  /^(?:\w{0,60}threshold\w{0,60}|\w{0,60}drift_share|share|p_val(?:ue)?|alpha|confidence|\w{0,60}window\w{0,60}|chunk_size|chunk_period|chunk_number|lookback\w*|monitor_interval|schedule_cron_expression)$/;

/** What keeps a service answering where a part of it fails. */
export const DEGRADATION: readonly (readonly [pattern: RegExp, name: string, state: string])[] = [
  [
    /^pybreaker\.CircuitBreaker$|^aiobreaker\.CircuitBreaker$|^circuitbreaker\.(?:circuit|CircuitBreaker)$/,
    "circuit breaker",
    "in serving code",
  ],
  [
    /^tenacity\.(?:retry|Retrying|AsyncRetrying)$|^backoff\.on_(?:exception|predicate)$/,
    "retries",
    "in serving code",
  ],
  [
    /^asyncio\.(?:wait_for|timeout)$|^async_timeout\.timeout$|^anyio\.(?:fail_after|move_on_after)$/,
    "timeout",
    "in serving code",
  ],
];

/** What checks what a service is given. */
export const VALIDATION: readonly (readonly [pattern: RegExp, name: string])[] = [
  [
    /^pydantic\.(?:\w+\.)*(?:BaseModel|RootModel|TypeAdapter|validate_call|dataclasses\.dataclass)$/,
    "pydantic",
  ],
  [
    /^jsonschema\.(?:\w+\.)*(?:validate|Draft\w+Validator|\w*Validator)$|^fastjsonschema\.(?:compile|validate)$/,
    "json schema",
  ],
  [/^marshmallow\.(?:\w+\.)*Schema$/, "marshmallow"],
  [/^pandera\.(?:\w+\.)*(?:DataFrameSchema|DataFrameModel|SchemaModel|check_input|check_types)$/, "pandera"],
  [/^(?:cerberus\.Validator|voluptuous\.Schema|schema\.Schema)$/, "schema library"],
  [
    /^(?:flask_restful\.reqparse|flask_restx\.(?:\w+\.)*reqparse)\.RequestParser$|^flask_restx\.(?:\w+\.)*model$/,
    "flask-restful",
  ],
  [/^(?:flask_wtf|wtforms)\.(?:\w+\.)*(?:FlaskForm|Form)$/, "wtforms"],
  [/^fastapi\.(?:\w+\.)*(?:Query|Body|Form|File|UploadFile|Path)$/, "fastapi parameters"],
  [/^msgspec\.(?:Struct|json\.decode|convert)$/, "msgspec"],
];

/** Who may call a service or see records. */
export const ACCESS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^fastapi\.security\.(?:\w+\.)*(?:OAuth2\w*|APIKey\w+|HTTP(?:Basic|Bearer|Digest))$/, "fastapi security"],
  [/^flask_(?:login\.LoginManager|httpauth\.\w+Auth|jwt_extended\.JWTManager)$/, "flask authentication"],
];
export const ACCESS_PACKAGES: ReadonlySet<string> = new Set(
  "fastapi flask_login flask_httpauth flask_jwt_extended".split(" "),
);

/** Names that mean "whichever was written last": nobody decided that it should answer. */
export const LATEST =
  /^models:\/[^/\s]+\/latest$|(?:^|\/)(?:latest[_-]?(?:model|checkpoint|ckpt|weights)|(?:model|checkpoint|ckpt|weights)[_-]latest)[\w-]*\.\w{1,12}$|^[\w./-]+:latest$/i;
