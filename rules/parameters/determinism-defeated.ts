import { defineRule, type EvidenceOf, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "determinism-defeated",
  title: "A determinism switch does the opposite of what it seems to",
  severity: "warning",
  areas: [{ area: "parameter-management" }],
  docs: {
    what: "Finds `cudnn.deterministic = True` beside `benchmark = True`, `use_deterministic_algorithms(False)`, and PYTHONHASHSEED set inside the process.",
    why: "PyTorch ignores cudnn.deterministic while cudnn.benchmark is true; PYTHONHASHSEED is read before the program starts.",
    fix: "Set the switches so that they work together, and PYTHONHASHSEED in the shell.",
    effort: "minutes",
    example: {
      default:
        "torch.use_deterministic_algorithms(True)\ntorch.backends.cudnn.benchmark = False   # PYTHONHASHSEED=0 python train.py",
    },
  },
  check(model) {
    const switches = model.evidence("code.determinism");
    if (switches.length === 0) return notApplicable("no determinism switch is used");
    const defeated = switches.flatMap((one) => {
      const reason = defeat(one, switches);
      return reason === null ? [] : [fail("code", reason, places([one]))];
    });
    return defeated.length > 0
      ? defeated
      : pass("code", "determinism switches mean what they say", places(switches));
  },
});

type Switch = EvidenceOf<"code.determinism">;

function defeat(one: Switch, all: readonly Switch[]): string | null {
  const is = (name: string, value: string): boolean => one.switch.endsWith(name) && one.value === value;
  if (is("use_deterministic_algorithms", "False"))
    return "use_deterministic_algorithms(False) switches determinism off";
  if (one.switch.startsWith("PYTHONHASHSEED"))
    return "PYTHONHASHSEED set in the running process only reaches child processes";
  const benchmark = all
    .filter((other) => other.location.path === one.location.path && other.switch.endsWith("cudnn.benchmark"))
    .map((other) => other.value);
  // Where it is also switched off, the two stand in different branches.
  return is("cudnn.deterministic", "True") && benchmark.includes("True") && !benchmark.includes("False")
    ? "cudnn.deterministic is ignored while cudnn.benchmark is True in this file"
    : null;
}
