import type { ParameterSource } from "../../../core/evidence.js";
import { imports } from "../study/project.js";
import type { Study } from "../study/study.js";
import type { ConfigurationFile } from "../values/configuration.js";

/** Which configuration files take part: those that Hydra composes from, and those that the code names or may load. */
export function usedConfiguration(study: Study): (file: ConfigurationFile) => ParameterSource | null {
  const { mains } = study.configuration;
  const composed = new Set(mains.flatMap(({ parts }) => parts.map(({ file }) => file.path)));
  const folders = new Set([...composed].map(topFolder));
  const loads = study.graph.files.some((file) => imports(file, ...LOADERS));
  const words = new Set(
    study.graph.files.flatMap(({ strings }) =>
      strings.map(({ value }) => value.slice(value.lastIndexOf("/") + 1)),
    ),
  );
  return ({ path, format, yaml }) => {
    const base = path.slice(path.lastIndexOf("/") + 1);
    if (composed.has(path)) return "hydra";
    if (format === "gin") return "gin";
    // A list holds what something consists of: classes, columns.
    if (Array.isArray(yaml.value)) return null;
    if (format !== "yaml") return words.has(base) ? format : null;
    if (base === "params.yaml" || base === "params.yml") return "dvc-params";
    if (folders.has(topFolder(path)) && topFolder(path) !== "") return "hydra";
    return loads && (words.has(base) || path.includes("/")) ? "yaml" : null;
  };
}

const LOADERS = [
  "yaml",
  "omegaconf",
  "ruamel",
  "lightning",
  "pytorch_lightning",
  "jsonargparse",
  "hydra",
  "confuse",
  "anyconfig",
  "yacs",
  "ml_collections",
];

const topFolder = (path: string): string => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "");
