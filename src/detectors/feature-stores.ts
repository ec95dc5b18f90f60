import { defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";

/** Feature stores: Feast (`feature_store.yaml`), Tecton, Hopsworks, Featureform, by configuration and import. */
export const detector = defineDetector({
  id: "feature-stores",
  detect({ files, code }) {
    const configured = files.flatMap(({ path, symlink }): readonly Evidence[] =>
      !symlink && /(?:^|\/)feature_store\.ya?ml$/.test(path)
        ? [item(path, undefined, "Feast", "configured")]
        : [],
    );
    const imported = code.files
      .filter((file) => !file.test && !file.vendored)
      .flatMap((file) =>
        file.imports.flatMap((one): readonly Evidence[] => {
          const name = one.file === null ? STORES[one.module.split(".")[0] ?? ""] : undefined;
          return name === undefined ? [] : [item(one.location.path, one.location.line, name, "imported")];
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

const item = (path: string, line: number | undefined, name: string, state: string): Evidence =>
  evidence(
    "inventory.item",
    { path, ...(line === undefined ? {} : { line }) },
    {
      section: "data",
      item: "feature store",
      name,
      state,
    },
  );
