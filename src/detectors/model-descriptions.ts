import { defineDetector } from "../core/detector.js";
import { evidence } from "../core/evidence.js";
import { storeFolderOf } from "../core/paths.js";

const LARGEST = 1 << 20;
const SAMPLES = /(?:^|\/)(?:tests?|testdata|test_data|test_assets|fixtures)\//;

/** `MLmodel` files, wherever they lie: the folder of a model, and the run that it names (mlflow/models/model.py). */
export const detector = defineDetector({
  id: "model-descriptions",
  async detect({ workspace, files }) {
    const described = files.filter(
      ({ path, size, symlink }) =>
        path.endsWith("/MLmodel") && !symlink && size <= LARGEST && !SAMPLES.test(path),
    );
    return Promise.all(
      described.map(async ({ path }) => {
        const text = await workspace.readText(path, { maxBytes: LARGEST }).catch(() => "");
        return evidence(
          "model.described",
          { path },
          {
            name: storeFolderOf(path),
            run: /^run_id: *["']?([0-9a-f]{32})["']? *$/m.exec(text)?.[1] ?? null,
          },
        );
      }),
    );
  },
});
