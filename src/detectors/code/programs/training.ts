import type { Call } from "../../../core/code.js";
import { defineDetector } from "../../../core/detector.js";
import { type Evidence, evidence } from "../../../core/evidence.js";
import { isEvaluation } from "../study/evaluation-calls.js";
import { text } from "../study/names.js";
import { once, runningCalls } from "../study/run-places.js";
import { studyOf } from "../study/study.js";
import { frameworkOf, isTraining } from "../study/training-calls.js";

/** What trains and what evaluates, and which machine-learning libraries are imported: each once a file. */
export const detector = defineDetector({
  id: "code-training",
  async detect(context) {
    const study = await studyOf(context);
    const found: Evidence[] = [];
    const first = once();
    for (const { file, call } of runningCalls(study)) {
      if (isTraining(file, call) && first("training", file.path, call.name))
        found.push(evidence("code.training", call.location, { call: call.name }));
      else if (isEvaluation(file, call) && first("evaluation", file.path, call.name))
        found.push(evidence("code.evaluation", call.location, { call: call.name }));
      else if (call.name === "print" && showsTestFigure(call) && first("test figure", file.path))
        found.push(
          evidence(
            "completeness",
            call.location,
            { item: "evaluation", detail: "prints a test figure" },
            "medium",
          ),
        );
      else if (
        EVALUATES.test(call.method) &&
        study.graph.resolve(file, call.name, call.scope)?.kind === "function" &&
        first("own evaluation", file.path)
      )
        found.push(
          evidence(
            "completeness",
            call.location,
            { item: "evaluation", detail: `calls ${call.method}` },
            "medium",
          ),
        );
    }
    for (const file of study.graph.files) {
      for (const { module, location } of file.imports) {
        const framework = frameworkOf(module);
        if (framework !== null && first("import", file.path, framework))
          found.push(evidence("code.ml-import", location, { module: framework }));
      }
    }
    return found;
  },
});

/** Functions of the project's own that are named for it. */
const EVALUATES =
  /^(?:test|eval|evaluate|evaluation)(?:_(?:policy|model|agent|net|network|set|loop|episodes?))?$/;

const TEST_FIGURE =
  /(?<![a-z])test(?:ing)?[ _-](?:set[ _-]|data[ _-])?(?:acc|accuracy|error|loss|auc|f1|mse|rmse|mae|nll|elbo|perplexity|ppl|bleu|psnr|reward|return|score|iou)(?![a-z])/i;

/** A training that reports figures of the test set at its end evaluates, too. */
const showsTestFigure = ({ args }: Call): boolean =>
  args.some(({ value }) => TEST_FIGURE.test(text(value).slice(0, 2000)));
