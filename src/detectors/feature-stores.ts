import { defineDetector } from "../core/detector.js";
import type { Evidence } from "../core/evidence.js";
import { itemsOf } from "../core/inventory-items.js";

/** Feature stores: Feast (`feature_store.yaml`), Tecton, Hopsworks, Featureform, by configuration and import. */
export const detector = defineDetector({
  id: "feature-stores",
  detect({ files, code }) {
    const configured = files.flatMap(({ path, symlink }): readonly Evidence[] =>
      !symlink && /(?:^|\/)feature_store\.ya?ml$/.test(path)
        ? [data("feature store", { path }, "Feast", "configured")]
        : [],
    );
    const imported = code.files
      .filter((file) => !file.test && !file.vendored)
      .flatMap((file) =>
        file.imports.flatMap((one): readonly Evidence[] => {
          const name = one.file === null ? STORES[one.module.split(".")[0] ?? ""] : undefined;
          return name === undefined ? [] : [data("feature store", one.location, name, "imported")];
        }),
      );
    return [...configured, ...imported];
  },
});

const STORES: Readonly<Record<string, string>> = {
  feast: "Feast",
  tecton: "Tecton",
  hopsworks: "Hopsworks",
  hsfs: "Hopsworks",
  featureform: "Featureform",
  feathr: "Feathr",
  butterfree: "Butterfree",
};

const data = itemsOf("data");
