import type { Problem } from "../../core/run.js";
import type { Json } from "../../core/vocabulary.js";
import { isPointer, UnreadableFile, type Workspace } from "../../core/workspace.js";
import { at } from "../../parsers/plain-data.js";
import { parseYaml } from "../../parsers/yaml.js";
import { leaves } from "../tensorboard/hyperparameters.js";

const LARGEST = 16 * 2 ** 20;

/**
 * Parameters that Lightning keeps beside a log: `hparams.yaml` of its loggers (lightning/pytorch/core/saving.py of
 * 2.6; tags of Python objects keep their content) and `config.yaml` of its command line (cli.py, SaveConfigCallback),
 * which holds what every class was called with. Where both name one, `hparams.yaml` holds.
 */
export async function lightningParameters(
  files: { readonly hparams: string | null; readonly config: string | null },
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<Map<string, Json>> {
  const config = await readMapping(files.config, workspace, problem);
  const hparams = await readMapping(files.hparams, workspace, problem);
  return new Map([...(isCommandLine(config) ? leaves(config) : []), ...leaves(hparams)]);
}

/** Other programs write a `config.yaml`, too. */
const isCommandLine = (config: unknown): boolean =>
  at(config, "seed_everything") !== undefined || typeof at(config, "trainer") === "object";

async function readMapping(
  path: string | null,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<unknown> {
  if (path === null) return null;
  try {
    const text = await workspace.readText(path, { maxBytes: LARGEST });
    const { value, error } = parseYaml(text, "pyyaml");
    if (error === null && (value === null || typeof value === "object")) return value;
    const kind = await workspace.kind(path);
    if (isPointer(kind)) problem({ path, message: "is a pointer to content that is not here" });
    else if (error === null) problem({ path, message: "holds no mapping" });
    else problem({ path, line: error.line, message: `is no valid YAML: ${error.message}` });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problem({ path, message: error.reason });
  }
  return null;
}
