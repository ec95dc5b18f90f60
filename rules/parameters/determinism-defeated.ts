import { defineRule, type EvidenceOf, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "determinism-defeated",
  title: "A determinism switch does the opposite of what it seems to",
  severity: "warning",
  areas: [{ area: "parameter-management" }],
  docs: {
    what: "Finds switches without effect: `cudnn.deterministic = True` beside `benchmark = True`, PYTHONHASHSEED set inside the process, CUBLAS_WORKSPACE_CONFIG and XLA_FLAGS set after their library was used, LightGBM's `deterministic` without `force_row_wise` or `force_col_wise`; and `use_deterministic_algorithms(False)`.",
    why: "cuDNN chooses its algorithms by timing while cudnn.benchmark is true; variables of the environment are read once, PYTHONHASHSEED before the program starts.",
    limit:
      "Whether a switch is needed for the operations in use, or honoured by the installed version, cannot be told; switches outside of the code (a launcher's environment) are not seen.",
    fix: "Set the switches so that they work together, and PYTHONHASHSEED in the shell.",
    effort: "minutes",
    before: {
      default:
        "torch.backends.cudnn.deterministic = True\ntorch.backends.cudnn.benchmark = True   # the first is ignored",
    },
    example: {
      default:
        "torch.use_deterministic_algorithms(True)\ntorch.backends.cudnn.benchmark = False   # PYTHONHASHSEED=0 python train.py",
    },
  },
  check(model) {
    const switches = model.evidence("code.determinism");
    if (switches.length === 0) return notApplicable("no determinism switch is used");
    const defeated = switches.flatMap((one) => {
      const reason = defeat(one);
      return reason === null ? [] : [fail("code", reason, places([one]))];
    });
    return defeated.length > 0
      ? defeated
      : pass("code", "determinism switches mean what they say", places(switches));
  },
});

type Switch = EvidenceOf<"code.determinism">;

/** A switch without effect, and one that is set only to switch it off; a default that is written out is neither. */
function defeat({ switch: name, value, effect, why }: Switch): string | null {
  if (effect === "none") return `${name} = ${value} has no effect: ${why ?? "something else overrides it"}`;
  return name.endsWith("use_deterministic_algorithms") && effect === "given-up"
    ? "use_deterministic_algorithms(False) switches determinism off"
    : null;
}
