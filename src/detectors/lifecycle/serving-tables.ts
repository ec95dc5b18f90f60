/** What serves a model, by the names of libraries, commands and files. Tables only. */

export const WEB =
  /^(?:fastapi\.(?:FastAPI|APIRouter)|fastapi\.applications\.FastAPI|flask\.(?:app\.)?Flask|sanic\.Sanic|litestar\.Litestar|starlette\.applications\.Starlette|aiohttp\.web\.Application|falcon\.(?:App|API)|tornado\.web\.Application|robyn\.Robyn|quart\.Quart)$/;
/** Frameworks that exist to serve models: the decorator or class is enough. */
export const MODEL_SERVERS: readonly (readonly [pattern: RegExp, tool: string])[] = [
  [/^bentoml\.(?:service|Service|legacy\.Service|api)$/, "bentoml"],
  [/^ray\.serve\.(?:deployment|run|ingress)$/, "ray serve"],
  [/^litserve\.(?:LitServer|LitAPI)$/, "litserve"],
  [/^kserve\.(?:Model|ModelServer)$/, "kserve"],
  [/^ts\.torch_handler\.\w+\.\w+$/, "torchserve"],
  [/^cog\.BasePredictor$/, "cog"],
  [/^mlserver\.MLModel$/, "mlserver"],
  [/^triton_python_backend_utils\./, "triton"],
  [/^truss\./, "truss"],
];
export const LOADS_MODEL =
  /^(?:torch\.load|torch\.jit\.load|joblib\.load|pickle\.load|cloudpickle\.load|dill\.load|onnxruntime\.InferenceSession|tensorflow\.saved_model\.load|tensorflow\.keras\.models\.load_model|keras\.models\.load_model|mlflow\.(?:\w+\.)*load_model|xgboost\.Booster|lightgbm\.Booster|vllm\.LLM|transformers\.pipeline|sentence_transformers\.SentenceTransformer)$|\.(?:from_pretrained|load_from_checkpoint|load_model)$/;
export const NO_MODEL = /(?:Tokenizer\w*|Processor|Extractor|Config|Dataset|Scheduler)\.\w+$/;
export const DEMOS: readonly (readonly [pattern: RegExp, tool: string])[] = [
  [/^gradio\.(?:Interface|Blocks|ChatInterface|TabbedInterface)$/, "gradio"],
  [/^streamlit\.(?:title|write|set_page_config|header|sidebar\.\w+)$/, "streamlit"],
];

/** Scoring of files in bulk by a service or an engine that exists for it, and models made for or run on a device. */
export const OTHER_FORMS: readonly (readonly [pattern: RegExp, tool: string, form: "batch" | "edge"])[] = [
  [/^mlflow\.pyfunc\.spark_udf$/, "mlflow spark udf", "batch"],
  [/^sagemaker\.(?:\w+\.)*Transformer$/, "sagemaker batch transform", "batch"],
  [
    /^google\.cloud\.aiplatform\.(?:\w+\.)*(?:BatchPredictionJob\.\w+|Model\.batch_predict)$/,
    "vertex batch prediction",
    "batch",
  ],
  [/^azureml\.pipeline\.steps\.(?:\w+\.)*ParallelRunStep$/, "azureml parallel run", "batch"],
  [/^ray\.data\.llm\.build_llm_processor$/, "ray data", "batch"],
  [/^tensorflow\.lite\.(?:experimental\.)?(?:\w+\.)?TFLiteConverter\.\w+$/, "tflite export", "edge"],
  [
    /^(?:tensorflow\.lite|tflite_runtime\.interpreter|ai_edge_litert\.interpreter)\.Interpreter$/,
    "tflite",
    "edge",
  ],
  [/^ai_edge_torch\.convert$/, "litert export", "edge"],
  [/^coremltools\.convert(?:ers\.\w+\.convert)?$/, "core ml export", "edge"],
  [/^executorch\.exir\.(?:\w+\.)*to_edge\w*$/, "executorch export", "edge"],
  [/^torch\.utils\.mobile_optimizer\.optimize_for_mobile$/, "pytorch mobile export", "edge"],
  [/^tensorflowjs\.converters\.\w+$/, "tensorflow.js export", "edge"],
  [/^openvino\.(?:\w+\.)*(?:convert_model|compile_model)$/, "openvino", "edge"],
  [/^torch\.onnx\.export$/, "onnx export", "edge"],
];

/** What the names of the tables begin with. */
export const PACKAGES: ReadonlySet<string> = new Set(
  (
    "fastapi flask sanic litestar starlette aiohttp falcon tornado robyn quart bentoml ray litserve kserve ts cog mlserver " +
    "triton_python_backend_utils truss gradio streamlit mlflow sagemaker google azureml tensorflow tflite_runtime " +
    "ai_edge_litert ai_edge_torch coremltools executorch torch tensorflowjs openvino"
  ).split(" "),
);

export const FILES: readonly { readonly tool: string; readonly file: RegExp; readonly text?: RegExp }[] = [
  { tool: "bentoml", file: /(?:^|\/)bentofile\.ya?ml$/ },
  { tool: "triton", file: /(?:^|\/)config\.pbtxt$/ },
  { tool: "cog", file: /(?:^|\/)cog\.ya?ml$/, text: /^predict:/m },
  { tool: "kserve", file: /\.ya?ml$/, text: /^kind:\s*["']?InferenceService\b/m },
  { tool: "seldon", file: /\.ya?ml$/, text: /^kind:\s*["']?SeldonDeployment\b/m },
  {
    tool: "tensorflow serving",
    file: /(?:^|\/)Dockerfile[^/]*$|compose[^/]*\.ya?ml$/,
    text: /(?:^FROM|image:)\s+["']?tensorflow\/serving/im,
  },
  {
    tool: "torchserve",
    file: /(?:^|\/)config\.properties$/,
    text: /^(?:inference_address|load_models|model_store)\s*=/m,
  },
  { tool: "torchserve", file: /(?:^|\/)Dockerfile[^/]*$/, text: /^FROM\s+pytorch\/torchserve/im },
  {
    tool: "triton",
    file: /(?:^|\/)Dockerfile[^/]*$|compose[^/]*\.ya?ml$/,
    text: /nvcr\.io\/nvidia\/tritonserver/,
  },
];

export const COMMANDS: readonly (readonly [pattern: RegExp, tool: string, form?: "batch" | "edge"])[] = [
  [/^mlflow models serve\b/, "mlflow"],
  [/^bentoml serve\b/, "bentoml"],
  [/^torchserve\b/, "torchserve"],
  [/^tritonserver\b/, "triton"],
  [/^vllm serve\b|\bvllm\.entrypoints\.\w+/, "vllm"],
  [/^serve run\b/, "ray serve"],
  [/^tensorflow_model_server\b/, "tensorflow serving"],
  [/^text-generation-launcher\b/, "text-generation-inference"],
  [/^ollama serve\b/, "ollama"],
  [/^mlflow models predict\b/, "mlflow", "batch"],
  [/^aws sagemaker create-transform-job\b/, "sagemaker batch transform", "batch"],
  [
    /^gcloud ai(?:-platform)? (?:jobs submit prediction|batch-prediction-jobs create)\b/,
    "vertex batch prediction",
    "batch",
  ],
  [/^az ml batch-endpoint invoke\b/, "azureml batch endpoint", "batch"],
  [/^tensorflowjs_converter\b/, "tensorflow.js export", "edge"],
  [/^optimum-cli export (?:tflite|executorch|onnx|openvino)\b/, "optimum export", "edge"],
];
