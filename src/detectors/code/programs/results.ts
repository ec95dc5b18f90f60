import { defineDetector } from "../../../core/detector.js";
import { type Evidence, evidence } from "../../../core/evidence.js";
import { canonicalName, text } from "../study/names.js";
import { once, runningCalls } from "../study/run-places.js";
import { studyOf } from "../study/study.js";
import { configuredCalls } from "../values/configured-calls.js";
import {
  ESTIMATOR,
  handedOn,
  holdsConfiguration,
  isAskedForInVain,
  isCheckpoint,
  likelySaved,
  savesByItself,
  TRAINS,
} from "./checkpoints.js";
import { copiesConfiguration, fileKind, savesTap, WRITES } from "./written-files.js";

const METRIC_WORD =
  /(?:^|[^a-z])(?:train_|val_|test_|valid_|eval_)?(?:loss|acc|accuracy|auc|auroc|f1|rmse|mse|mae|r2|precision|recall|bleu|rouge|perplexity|ppl|reward|return|iou|miou|dice|psnr|ssim|fid|map|wer|cer|score)(?:[^a-z]|$)|(?:^|[^a-z])(?:train(?:ing)?|val(?:id(?:ation)?)?|test|eval(?:uation)?|mean|absolute|squared|relative|prediction|reconstruction|generali[sz]ation)[ _-]error(?:[^a-z]|$)/i;
const PRINTS =
  /^(?:print|logging\.(?:info|warning|debug)|tqdm(?:\.\w+)*\.write)$|(?:^|\.)(?:\w*log(?:ger|ging)?|LOG|_log)\.(?:info|debug|warning)$|\.set_postfix(?:_str)?$|(?:^|\.)progress_?bar$|\.set_description$/;

/** What code does with its results: metrics printed, checkpoints, result and configuration files written. */
export const detector = defineDetector({
  id: "code-results",
  async detect(context) {
    const study = await studyOf(context);
    const found: Evidence[] = [];
    const first = once();
    for (const running of runningCalls(study)) {
      const placed = { ...running, call: handedOn(study, running) };
      const { file, call } = placed;
      if (PRINTS.test(call.name) && call.args.some(({ value }) => METRIC_WORD.test(text(value)))) {
        if (first("print", file.path, call.name))
          found.push(evidence("code.metric-print", call.location, { call: call.name }));
        continue;
      }
      if (TABULAR.test(call.name) && first("file", file.path, call.name, "metrics"))
        found.push(
          evidence("code.result-file", call.location, { call: call.name, file: "metrics" }, "medium"),
        );
      // A function of the project is judged by what it calls itself.
      if (study.graph.resolve(file, call.name, call.scope) !== undefined) continue;
      if (isCheckpoint(call, file) || savesByItself(call, file)) {
        const { on } = study.values.holds(file, call.scope, call.conditions);
        const off = study.values.reached(file, call).on === "no" || isAskedForInVain(study, call);
        found.push(
          evidence("code.checkpoint", call.location, {
            call: canonicalName(call.name),
            on: off ? "no" : likelySaved(on, call),
          }),
        );
        if (call.name === "torch.save" && holdsConfiguration(file, call))
          found.push(evidence("code.result-file", call.location, { call: call.name, file: "config" }));
        continue;
      }
      if (ESTIMATOR(call.name) === true && file.calls.some(({ method }) => TRAINS.test(method))) {
        found.push(evidence("code.checkpoint", call.location, { call: canonicalName(call.name), on: "yes" }));
        found.push(
          evidence("code.result-file", call.location, { call: call.name, file: "metrics" }, "medium"),
        );
        continue;
      }
      const kind = savesTap(file, call) || copiesConfiguration(call) ? "config" : fileKind(placed);
      if (kind === null || study.values.holds(file, call.scope, call.conditions).on === "no") continue;
      if (first("file", file.path, call.name, kind))
        found.push(evidence("code.result-file", call.location, { call: call.name, file: kind }, "medium"));
    }
    for (const call of configuredCalls(study.configuration.mains)) {
      if (isCheckpoint(call))
        found.push(evidence("code.checkpoint", call.location, { call: canonicalName(call.name), on: "yes" }));
      else if (WRITES(call.name) === "metrics")
        found.push(evidence("code.result-file", call.location, { call: call.name, file: "metrics" }));
    }
    return found;
  },
});

/** The logger of openai/baselines (logger.py), mostly copied into a project: by default it writes progress.csv. */
const TABULAR = /(?:^|\.)logger\.(?:dumpkvs|dump_tabular)$/;
