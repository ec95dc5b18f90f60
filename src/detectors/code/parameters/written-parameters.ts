import type { Call, CodeFile } from "../../../core/code.js";
import { type Handed, mapping } from "../../../trackers/detect/handed.js";
import { pathsOf } from "../../tracking.js";
import type { Study } from "../study/study.js";

const DUMPS =
  /^(?:json\.dump|yaml\.(?:safe_)?dump|toml\.dump|tomli_w\.dump|pickle\.dump|omegaconf\.OmegaConf\.save|torch\.save|ruamel\.yaml\.\w+(?:\(\))?\.dump)$/;
const WRITES = /\.(?:write|write_text|writelines)$/;
const SERIALISED = /\b(?:json|yaml|toml)\.(?:safe_)?dumps?\(\s*(.+)/s;

/** May a call write something into a file in such a form? */
export const mayWrite = ({ name }: Call): boolean => DUMPS.test(name) || WRITES.test(name);

/** What a call writes into a file in a form that a program can read. */
export function writtenBy(study: Study, file: CodeFile, call: Call): Handed | null {
  const [first] = call.args;
  if (first === undefined) return null;
  const reading = { file, scope: call.scope, location: call.location, paths: pathsOf(study) };
  if (DUMPS.test(call.name)) {
    const handed = mapping(reading, first.value, 2);
    if (call.name !== "torch.save" && call.name !== "pickle.dump")
      return handed.open && handed.names.length === 0 ? null : handed;
    // Of a checkpoint only the configuration in it counts.
    const whole = handed.from.find((name) => CONFIGURATION.test(name));
    return whole === undefined ? null : { names: [], from: [], whole, open: false };
  }
  if (!WRITES.test(call.name) || (first.value.is !== "call" && first.value.is !== "expression")) return null;
  const shown = SERIALISED.exec(first.value.text)?.[1];
  if (shown === undefined) return null;
  const name = /^([A-Za-z_][\w.]*)\s*[,)]/.exec(shown)?.[1];
  return mapping(reading, name === undefined ? { is: "expression", text: shown } : { is: "name", name }, 2);
}

const CONFIGURATION = /(?:^|\.)(?:args|opts?|config|cfg|hparams|options|flags)$/i;
