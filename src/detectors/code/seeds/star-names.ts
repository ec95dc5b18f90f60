import type { Call, CodeFile } from "../../../core/code.js";
import { canonicalName } from "../study/names.js";

/** Libraries that are meant to be imported whole, so that their names stand bare. */
const WHOLE = ["fastai"];
const packages = new WeakMap<CodeFile, string | null>();

/** The canonical name of a call, `fastai.vision_learner` for a bare name under `from fastai.vision.all import *`. */
export function nameIn(file: CodeFile, call: Call): string {
  const name = canonicalName(call.name);
  const dot = name.indexOf(".");
  const head = dot < 0 ? name : name.slice(0, dot);
  const whole = packageOf(file);
  if (whole === null || (dot >= 0 && !/^[A-Z]/.test(head))) return name;
  return file.imports.some(({ alias }) => alias === head) ? name : `${whole}.${name}`;
}

function packageOf(file: CodeFile): string | null {
  let found = packages.get(file);
  if (found === undefined) {
    found =
      file.imports
        .filter(({ name }) => name === "*")
        .flatMap(
          ({ module }) =>
            WHOLE.find((library) => module === library || module.startsWith(`${library}.`)) ?? [],
        )[0] ?? null;
    packages.set(file, found);
  }
  return found;
}
