import { type Evidence, type EvidenceOf, evidence } from "../../../core/evidence.js";
import { itemsOf } from "../../../core/inventory-items.js";
import { readDocuments } from "../../readme-text.js";
import { lastPart, nameTable, text } from "../study/names.js";
import { once } from "../study/run-places.js";
import { mayRun, type Observe, resolved } from "./observer.js";

const ENSEMBLES = nameTable<true>({
  "sklearn.ensemble.VotingClassifier": true,
  "sklearn.ensemble.VotingRegressor": true,
  "sklearn.ensemble.StackingClassifier": true,
  "sklearn.ensemble.StackingRegressor": true,
  "mlxtend.classifier.StackingCVClassifier": true,
  "mlxtend.regressor.StackingCVRegressor": true,
});
const RECORDS = /^(?:log_params?|log_model|log_artifact|log_dict|set_tags?|autolog|save_pretrained)$/;
const SCREENSHOT =
  /screen[-_ %0-9]*(?:shot|cap(?:ture)?)|bildschirmfoto|capture[-_ %0-9]*d[-_' %0-9]*[ée]cran/i;
const COMPARES =
  /^(?:\W*\s*)?(?:leader ?board|comparisons?|model comparison|benchmark results|dashboards?)\b/i;

const artifacts = itemsOf("artifacts");
const training = itemsOf("training");

/** Habits that cost later: ensembles whose members nothing records, results shown as screenshots; and what compares. */
export const costly: Observe = (study, context) => {
  const found: Evidence[] = [];
  const recording = new Set<string>();
  const ensembles: {
    readonly item: EvidenceOf<"inventory.item">;
    readonly programs: readonly string[];
  }[] = [];
  const first = once();
  return {
    see(placed) {
      const { file, call } = placed;
      if (RECORDS.test(call.method)) {
        for (const program of study.reach.runBy(file, call)) recording.add(program);
        return;
      }
      if (ENSEMBLES(call.name) === undefined || !mayRun(study, placed)) return;
      const members = call.args[0] === undefined ? null : resolved(study, placed, call.args[0].value);
      const count =
        members?.is === "list"
          ? `${members.items.length} members`
          : text(members ?? { is: "literal", value: null });
      ensembles.push({
        item: training(
          "ensemble",
          call.location,
          lastPart(call.name),
          "members not recorded",
          count.slice(0, 60),
        ),
        programs: study.reach.runBy(file, call),
      });
    },
    async told() {
      for (const { item, programs } of ensembles) {
        const kept = programs.some((program) => recording.has(program));
        found.push(kept ? { ...item, state: "a record is written beside it" } : item);
      }
      for (const { role, path, document } of await readDocuments(context)) {
        if (role !== "readme" && role !== "notes") continue;
        for (const block of document.blocks) {
          if (
            block.kind !== "image" ||
            !SCREENSHOT.test(`${block.source} ${block.alt}`) ||
            !first(path, block.source)
          )
            continue;
          const name = block.source.slice(0, 120);
          const place = { path, line: block.line };
          found.push(artifacts("screenshot", place, name, "shown instead of a record", null, "medium"));
        }
        for (const { text: heading, line } of document.headings) {
          if (COMPARES.test(heading))
            found.push(
              evidence(
                "code.capture",
                { path, line },
                { what: "comparison", name: heading.slice(0, 80), call: "README", kept: true },
                "medium",
              ),
            );
        }
      }
      return found;
    },
  };
};
