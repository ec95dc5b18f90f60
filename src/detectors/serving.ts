import type { CodeFile } from "../core/code.js";
import type { DetectionContext } from "../core/detector.js";
import { defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { packageOf, usesOf } from "../core/uses.js";
import { readCommands } from "./commands.js";

/** Surfaces that answer requests with a model. A demo page (Streamlit, Gradio) is listed, and is none. */
export const detector = defineDetector({
  id: "serving",
  async detect(context) {
    const own = context.code.files.filter((file) => !file.test && !file.vendored);
    return [
      ...own.flatMap((file) => fromCode(context, file)),
      ...(await fromFiles(context)),
      ...(await fromCommands(context)),
    ];
  },
});

const WEB =
  /^(?:fastapi\.(?:FastAPI|APIRouter)|fastapi\.applications\.FastAPI|flask\.(?:app\.)?Flask|sanic\.Sanic|litestar\.Litestar|starlette\.applications\.Starlette|aiohttp\.web\.Application|falcon\.(?:App|API)|tornado\.web\.Application|robyn\.Robyn|quart\.Quart)$/;
/** Frameworks that exist to serve models: the decorator or class is enough. */
const MODEL_SERVERS: readonly (readonly [pattern: RegExp, tool: string])[] = [
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
const LOADS_MODEL =
  /^(?:torch\.load|torch\.jit\.load|joblib\.load|pickle\.load|cloudpickle\.load|dill\.load|onnxruntime\.InferenceSession|tensorflow\.saved_model\.load|tensorflow\.keras\.models\.load_model|keras\.models\.load_model|mlflow\.(?:\w+\.)*load_model|xgboost\.Booster|lightgbm\.Booster|vllm\.LLM|transformers\.pipeline|sentence_transformers\.SentenceTransformer)$|\.(?:from_pretrained|load_from_checkpoint|load_model|load_state_dict)$/;
const NO_MODEL = /(?:Tokenizer\w*|Processor|Extractor|Config|Dataset|Scheduler)\.\w+$/;
const DEMOS: readonly (readonly [pattern: RegExp, tool: string])[] = [
  [/^gradio\.(?:Interface|Blocks|ChatInterface|TabbedInterface)$/, "gradio"],
  [/^streamlit\.(?:title|write|set_page_config|header|sidebar\.\w+)$/, "streamlit"],
];

/** What the names of the three tables begin with. */
const PACKAGES: ReadonlySet<string> = new Set(
  "fastapi flask sanic litestar starlette aiohttp falcon tornado robyn quart bentoml ray litserve kserve ts cog mlserver triton_python_backend_utils truss gradio streamlit".split(
    " ",
  ),
);

function fromCode({ code }: DetectionContext, file: CodeFile): readonly Evidence[] {
  const names = usesOf(file).filter(({ name }) => PACKAGES.has(packageOf(name)));
  const found: Evidence[] = [];
  const web = names.find((one) => WEB.test(one.name));
  if (web !== undefined) {
    const loads = code
      .importsOf(file.path)
      .flatMap((path) => code.file(path) ?? [])
      .flatMap((one) => one.calls)
      .find((call) => LOADS_MODEL.test(call.name) && !NO_MODEL.test(call.name));
    if (loads !== undefined)
      found.push(
        evidence("serving.surface", web.location, {
          tool: web.name.split(".")[0] ?? web.name,
          detail: `loads a model (${loads.name}, ${loads.location.path}:${loads.location.line ?? 1})`,
        }),
      );
  }
  for (const [pattern, tool] of MODEL_SERVERS) {
    const one = names.find(({ name }) => pattern.test(name));
    if (one !== undefined) found.push(evidence("serving.surface", one.location, { tool, detail: one.name }));
  }
  for (const [pattern, tool] of DEMOS) {
    const one = names.find(({ name }) => pattern.test(name));
    if (one !== undefined)
      found.push(
        evidence("inventory.item", one.location, {
          section: "serving",
          item: "demo",
          name: tool,
          state: "in code",
        }),
      );
  }
  return found;
}

const FILES: readonly { readonly tool: string; readonly file: RegExp; readonly text?: RegExp }[] = [
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
const LARGEST = 128 * 1024;

async function fromFiles({ workspace, files }: DetectionContext): Promise<readonly Evidence[]> {
  const found: Evidence[] = [];
  for (const { path, size, symlink } of files) {
    if (symlink || size > LARGEST) continue;
    const candidates = FILES.filter((one) => one.file.test(path));
    if (candidates.length === 0) continue;
    const text = candidates.some((one) => one.text !== undefined)
      ? await workspace.readText(path).catch(() => "")
      : "";
    for (const { tool, text: pattern } of candidates) {
      const match = pattern?.exec(text);
      if (match === null) continue;
      const line = match === undefined ? 1 : text.slice(0, match.index).split("\n").length;
      found.push(evidence("serving.surface", { path, line }, { tool, detail: path }));
    }
  }
  return found;
}

const SERVES: readonly (readonly [pattern: RegExp, tool: string])[] = [
  [/^mlflow models serve\b/, "mlflow"],
  [/^bentoml serve\b/, "bentoml"],
  [/^torchserve\b/, "torchserve"],
  [/^tritonserver\b/, "triton"],
  [/^vllm serve\b|\bvllm\.entrypoints\.\w+/, "vllm"],
  [/^serve run\b/, "ray serve"],
  [/^tensorflow_model_server\b/, "tensorflow serving"],
  [/^text-generation-launcher\b/, "text-generation-inference"],
  [/^ollama serve\b/, "ollama"],
];

async function fromCommands(context: DetectionContext): Promise<readonly Evidence[]> {
  return (await readCommands(context)).flatMap(({ command, location }): readonly Evidence[] => {
    const line = command.words.join(" ");
    const known = SERVES.find(([pattern]) => pattern.test(line));
    return known === undefined
      ? []
      : [evidence("serving.surface", location, { tool: known[1], detail: line.slice(0, 120) })];
  });
}
