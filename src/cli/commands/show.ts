import { healthOf } from "../../core/queries/health.js";
import { runKey } from "../../core/run.js";
import { exposuresOf } from "../../ledger/exposures.js";
import { paletteFor } from "../colour.js";
import { columnsOf } from "../columns.js";
import { EXIT } from "../exit.js";
import { findRun } from "../find-run.js";
import { readRuns, shownRun, withRepository } from "../ledger.js";
import { print } from "../output.js";
import type { ShowCommandOptions } from "./show-options.js";

/** `exptrack show RUN`: one run as a card or as JSON. */
export async function runShow(text: string, path: string, options: ShowCommandOptions): Promise<number> {
  await withRepository(path, options, async (workspace, progress) => {
    const { runs } = await readRuns(workspace, progress);
    const found = findRun(runs, text);
    const run = shownRun(found);
    const children = runs.filter((one) => one.tracker === run.tracker && one.parent === run.id).map(runKey);
    const health = healthOf(found, runs);
    const { trace } = found;
    const exposures = (await exposuresOf([found], workspace, () => {})).get(runKey(found)) ?? [];
    if (options.format === "json") {
      const { jsonBlock } = await import("../../formats/terminal-json.js");
      await print(`${jsonBlock({ schemaVersion: 1, run, children, health, exposures })}\n`);
      return;
    }
    const { runCard } = await import("../../formats/run-card.js");
    const card = { run, trace, children, health, exposures };
    await print(
      runCard(card, {
        palette: paletteFor(options.color, process.stdout, process.env),
        width: options.all ? null : columnsOf(process.stdout),
        all: options.all,
      }),
    );
  });
  return EXIT.passed;
}
