import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "checkpoint-not-resumed",
  title: "Checkpoints hold what is needed to go on, and nothing goes on",
  severity: "info",
  docs: {
    what: "Looks for checkpoints that hold the state of an optimizer, in code that never loads one back.",
    why: "That state is of use only to a training that goes on from it; without the code that loads it, an interrupted run starts anew, or is pieced together by hand and recorded nowhere.",
    limit: "Another program outside the repository may load them.",
    fix: "Load the state back, behind an option; record from which checkpoint a run went on.",
    effort: "minutes",
    before: {
      default: 'torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, "last.pt")',
    },
    example: {
      default:
        'if args.resume:\n    state = torch.load(args.resume)\n    model.load_state_dict(state["model"])\n    optimizer.load_state_dict(state["optimizer"])\n    start_epoch = state["epoch"] + 1',
    },
  },
  check(model) {
    const found = model.evidence("code.risk").filter(({ risk }) => risk === "checkpoint-not-resumed");
    if (found.length > 0) return found.map((one) => fail("code", one.why, places([one])));
    const resumed = model
      .evidence("inventory.item")
      .filter(({ section, item }) => section === "pipelines" && item === "resume");
    return resumed.length === 0
      ? notApplicable("no checkpoint that holds an optimizer's state was found")
      : pass("code", "a training can go on from a checkpoint", places(resumed));
  },
});
