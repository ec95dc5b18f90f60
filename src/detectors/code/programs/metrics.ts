import type { Call, CodeFile } from "../../../core/code.js";
import { defineDetector } from "../../../core/detector.js";
import { type Evidence, evidence } from "../../../core/evidence.js";
import type { Paths } from "../../../trackers/detect/paths.js";
import { paceOf } from "../../../trackers/detect/process.js";
import { isTrainer } from "../../../trackers/detect/reported.js";
import { pathsOf, trackingOf } from "../../tracking.js";
import { argument, canonicalName, text } from "../study/names.js";
import { once, runningCalls } from "../study/run-places.js";
import { studyOf } from "../study/study.js";

/** Metrics that training programs log or print, by name and by how often (spec: frequency and granularity of logging). */
export const detector = defineDetector({
  id: "code-metrics",
  async detect(context) {
    const study = await studyOf(context);
    const { calls } = await trackingOf(context);
    const paths = pathsOf(study);
    const first = once();
    const found: Evidence[] = [];
    const add = (
      file: CodeFile,
      call: Pick<Call, "name" | "args" | "location" | "scope" | "conditions">,
      names: readonly string[],
      tracker: Extract<Evidence, { kind: "code.metric" }>["tracker"],
      every: ReturnType<typeof paceOf>,
    ): void => {
      const programs = study.reach.runBy(file, call).filter((program) => study.trains([program]));
      if (programs.length === 0) return;
      for (const name of names)
        if (first(file.path, name, tracker))
          found.push(
            evidence(
              "code.metric",
              call.location,
              { name, call: call.name, tracker, every, programs },
              "medium",
            ),
          );
    };
    for (const { tracker, role, call, switch: state, handed } of calls)
      if (role === "metrics" && state.on !== "no" && handed !== null)
        add(
          call.file,
          call,
          handed.names,
          tracker,
          lightningPace(paths, call) ?? paceOf(paths, call.file, call),
        );
    for (const { file, call } of runningCalls(study)) {
      if (isPrint(call.name)) {
        const names = printed(call);
        if (names.length > 0) add(file, call, names, null, paceOf(paths, file, call));
      } else if (call.method === "compile") add(file, call, compiled(call), null, "epoch");
    }
    return found;
  },
});

/** `self.log(…, on_epoch=True)`; in validation Lightning logs by epoch, in training by step (lightning 2.6, `core/module.py`). */
function lightningPace(
  paths: Paths,
  call: Pick<Call, "name" | "args" | "scope" | "location" | "conditions"> & { readonly file: CodeFile },
): "step" | "epoch" | null {
  if (!/^self\.log(?:_dict)?$/.test(call.name) || isTrainer(call.name)) return null;
  const asks = (name: string): boolean | null => {
    const value = argument(call, name);
    return value?.is === "literal" && typeof value.value === "boolean" ? value.value : null;
  };
  if (asks("on_step") === true) return "step";
  if (asks("on_epoch") === true) return "epoch";
  return /(?:^|\.)training_step$/.test(call.scope ?? "")
    ? "step"
    : paceOf(paths, call.file, call) === "step"
      ? "step"
      : "epoch";
}

const isPrint = (name: string): boolean =>
  /^(?:print|tqdm(?:\.\w+)*\.write|logging\.(?:info|debug|warning)|absl\.logging\.info)$|(?:^|\.)(?:\w*log(?:ger|ging)?)\.(?:info|debug)$|\.set_postfix(?:_str)?$/.test(
    name,
  );

const METRIC =
  /(?<![A-Za-z])(?:[a-z]+[_-])?(?:loss|acc|accuracy|auc|auroc|f1|rmse|mse|mae|r2|precision|recall|bleu|rouge|perplexity|ppl|reward|return|returns|iou|miou|dice|psnr|ssim|fid|mAP|wer|cer)(?:[_-]?(?:score|epoch|avg|mean|total|top1|top5))?(?![A-Za-z(])/gi;
const MOST = 6;

/** Metric words that a printed line shows: in its text or in what it fills in. */
function printed({ args }: Call): readonly string[] {
  const shown = args
    .filter(({ name }) => name !== "file" && name !== "end" && name !== "sep")
    .map(({ name, value }) => `${name ?? ""} ${text(value)}`)
    .join(" ");
  // A line of prose without a value is no metric.
  if (!/[{%]|\.format\(/.test(shown) && args.length < 2) return [];
  return [...new Set((shown.match(METRIC) ?? []).map((name) => name.toLowerCase()))].slice(0, MOST);
}

/** `model.compile(loss=…, metrics=["accuracy"])`: Keras keeps them by epoch. */
function compiled(call: Call): readonly string[] {
  const metrics = argument(call, "metrics");
  const loss = argument(call, "loss");
  if (metrics === undefined && loss === undefined) return [];
  const named = metrics?.is === "list" ? metrics.items : metrics === undefined ? [] : [metrics];
  return [
    ...(loss === undefined ? [] : ["loss"]),
    ...named.flatMap((one) =>
      one.is === "literal" && typeof one.value === "string"
        ? [one.value]
        : one.is === "call" || one.is === "name"
          ? [canonicalName(one.name).replace(/^.*\./, "")]
          : [],
    ),
  ];
}
