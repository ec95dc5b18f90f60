import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "data-parallel",
  title: "One process drives all devices",
  severity: "info",
  docs: {
    what: "Looks for torch.nn.DataParallel in code that a program runs.",
    why: "PyTorch's documentation of DataParallel recommends DistributedDataParallel instead, even on one machine: one process for all devices is bound by Python's lock, and copies the model at every step. Its checkpoints carry a `module.` in every name that a run without it does not find.",
    limit:
      "On a single device DataParallel does nothing; whether there are several is not to be seen from the code.",
    fix: "Start one process for each device (`torchrun`) and wrap the model in DistributedDataParallel, or let Lightning or Accelerate do it.",
    effort: "hours",
    before: {
      default: "model = torch.nn.DataParallel(model)",
      lightning: 'trainer = Trainer(devices=2, strategy="dp")',
    },
    example: {
      default:
        '# torchrun --nproc-per-node=2 train.py\ntorch.distributed.init_process_group("nccl")\nmodel = DistributedDataParallel(model, device_ids=[local_rank])',
      lightning: 'trainer = Trainer(devices=2, strategy="ddp")',
    },
    references: ["https://docs.pytorch.org/docs/stable/generated/torch.nn.DataParallel.html"],
  },
  check(model) {
    const spread = model.evidence("inventory.item").filter((item) => item.item === "distributed training");
    if (spread.length === 0) return notApplicable("nothing trains on several devices");
    const single = spread.filter((item) => item.name === "DataParallel");
    return single.length === 0
      ? pass("code", "each device has a process of its own", places(spread))
      : fail("code", "DataParallel drives all devices from one process", places(single));
  },
});
