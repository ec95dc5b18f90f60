import type { Call } from "../../../core/code.js";
import { defineDetector } from "../../../core/detector.js";
import { evidence } from "../../../core/evidence.js";
import { shownName } from "../study/names.js";
import { imports, ownFiles } from "../study/project.js";
import { type Placed, runningCalls } from "../study/run-places.js";
import { studyOf } from "../study/study.js";

/** Code that asks which devices there are, or hands the choice to a library. */
const CHOOSES =
  /(?:^|\.)(?:is_available|device_count|is_bf16_supported|get_device_name|list_physical_devices|Accelerator|Trainer|TrainingArguments|LightningCLI|Fabric|auto_device|select_device)$/;
/** Options by which a user chooses. */
const OPTION =
  /^(?:no[-_]?)?(?:use[-_]?)?(?:device|devices|cuda|gpu|gpus|gpu_ids?|accelerator|n_gpu|num_gpus|cpu|dev)$/i;
/** Libraries that run on GPUs alone: there is nothing to fall back to. */
const GPU_ALONE = [
  "triton",
  "apex",
  "flash_attn",
  "bitsandbytes",
  "deepspeed",
  "horovod",
  "cupy",
  "tensorrt",
  "pycuda",
];
const MOVES = /^(?:to|device|load|map_location)$/;
const CUDA = /^cuda(?::\d{1,2})?$/;

/** GPUs that programs ask for by name where nothing of the project's code asks whether there is one. Once. */
export const detector = defineDetector({
  id: "code-cuda-only",
  async detect(context) {
    const own = ownFiles(context.code);
    const chooses = own.some(
      (file) =>
        imports(file, ...GPU_ALONE) ||
        file.calls.some(({ name }) => CHOOSES.test(name)) ||
        file.parameters.some(({ name }) => OPTION.test(name)) ||
        file.strings.some(({ value }) => value === "nccl" || value === "cpu" || value === "mps"),
    );
    if (chooses) return [];
    const study = await studyOf(context);
    const asked = runningCalls(study).find(asksForCuda);
    if (asked === undefined) return [];
    const { file, call } = asked;
    return [
      evidence("code.risk", call.location, {
        risk: "cuda-only",
        call: shownName(call),
        why: "no code asks whether a GPU is there, and no option names another device",
        programs: study.reach.runBy(file, call),
      }),
    ];
  },
});

const isCuda = (value: Call["args"][number]["value"]): boolean =>
  value.is === "literal" && typeof value.value === "string" && CUDA.test(value.value);

/** `.cuda()` of a model or tensor, `.to("cuda")`, `torch.device("cuda:0")`, `device="cuda"`. */
function asksForCuda({ file, call }: Placed): boolean {
  if (call.conditions.length > 0 || call.caught === true || !imports(file, "torch")) return false;
  if (call.method === "cuda" && call.args.length === 0) return true;
  return call.args.some(
    ({ name, value }) =>
      isCuda(value) &&
      (name === "device" || name === "map_location" || (name === null && MOVES.test(call.method))),
  );
}
