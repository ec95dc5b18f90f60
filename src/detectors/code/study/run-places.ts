import type { Call, CodeFile } from "../../../core/code.js";
import type { Study } from "./study.js";

/** A call together with the file it stands in. */
export interface Placed {
  readonly file: CodeFile;
  readonly call: Call;
}

const running = new WeakMap<Study, readonly Placed[]>();

/** The calls of the project's own code that some program runs, in the order of files and lines. */
export function runningCalls(study: Study): readonly Placed[] {
  let found = running.get(study);
  if (found === undefined) {
    found = study.graph.files.flatMap((file) =>
      file.calls.flatMap((call) => (study.reach.runBy(file, call).length > 0 ? [{ file, call }] : [])),
    );
    running.set(study, found);
  }
  return found;
}

/** Lets a key pass once: for evidence of which one place in a file is enough. */
export function once(): (...key: readonly unknown[]) => boolean {
  const seen = new Set<string>();
  return (...key) => {
    const name = key.join("\u0000");
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  };
}
