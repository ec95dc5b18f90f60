import { listAt, textAt } from "../../parsers/plain-data.js";
import { parseYaml } from "../../parsers/yaml.js";
import { type ComparedFiles, pointerFiles, textOf } from "./compared-files.js";
import { type LockedItem, type LockedStage, lockedItem } from "./lock-file.js";
import { definitionOf, parsePipeline } from "./pipeline-file.js";
import { placeOf, workingFolder } from "./place.js";

export interface Tie {
  readonly digest: string;
  readonly file: string;
}

/** The digest that a pointer or another lock has now for what lies outside of git, by path. */
export async function tiedContent(
  locks: readonly { readonly path: string; readonly stages: readonly LockedStage[] }[],
  files: ComparedFiles,
): Promise<ReadonlyMap<string, Tie>> {
  const ties = new Map<string, Tie>();
  const add = (item: LockedItem | null, folder: string, file: string) => {
    if (item?.digest == null) return;
    const place = placeOf(item.path, folder);
    if (place.inside) ties.set(place.at, { digest: item.digest, file });
  };
  for (const { path, stages } of locks) {
    const text = await textOf(files, workingFolder(path, "dvc.yaml"));
    const pipeline = text === null ? null : parsePipeline(text);
    for (const { name, outs } of stages) {
      const definition = pipeline === null ? null : definitionOf(pipeline, name);
      // What an entry left behind says of an output speaks of no stage.
      if (definition === null) continue;
      for (const out of outs) add(out, workingFolder(path, definition.workingDirectory), path);
    }
  }
  for (const path of pointerFiles(files)) {
    const text = await textOf(files, path);
    const value = text === null ? null : parseYaml(text, "ruamel").value;
    for (const out of listAt(value, "outs"))
      add(lockedItem(out), workingFolder(path, textAt(value, "wdir") ?? "."), path);
  }
  return ties;
}
