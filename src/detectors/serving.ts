import type { CodeFile } from "../core/code.js";
import type { DetectionContext } from "../core/detector.js";
import { defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { itemsOf } from "../core/inventory-items.js";
import type { Location } from "../core/location.js";
import { packageOf, usesOf } from "../core/uses.js";
import { readCommands } from "./commands.js";
import { smallText } from "./lifecycle/manifests.js";
import { type ServingProgram, servingPrograms } from "./lifecycle/serving-programs.js";
import { COMMANDS, DEMOS, FILES, OTHER_FORMS, PACKAGES } from "./lifecycle/serving-tables.js";
import { isUnderExamples, isUnderTests, isVendored } from "./tree-places.js";

/**
 * What answers with a model: on request, in bulk, on a device. A demo page (Streamlit, Gradio), an example, and what
 * a library has for its users are listed, and serve nothing here.
 */
export const detector = defineDetector({
  id: "serving",
  async detect(context) {
    const own = context.code.files.filter((file) => !file.test && !file.vendored);
    return [
      ...(await servingPrograms(context)).map(asSurface),
      ...own.flatMap(otherForms),
      ...(await fromFiles(context)),
      ...(await fromCommands(context)),
    ];
  },
});

const asSurface = ({ tool, detail, use, apart }: ServingProgram): Evidence =>
  apart === null
    ? evidence("serving.surface", use.location, { tool, detail })
    : demo(use.location, tool, apart);

function otherForms(file: CodeFile): readonly Evidence[] {
  const names = usesOf(file).filter(({ name }) => PACKAGES.has(packageOf(name)));
  if (names.length === 0) return [];
  const found: Evidence[] = [];
  for (const [pattern, tool, form] of OTHER_FORMS) {
    const one = names.find(({ name }) => pattern.test(name));
    if (one !== undefined)
      found.push(evidence("serving.surface", one.location, { tool, detail: one.name, form }));
  }
  for (const [pattern, tool] of DEMOS) {
    const one = names.find(({ name }) => pattern.test(name));
    if (one !== undefined) found.push(demo(one.location, tool, "in code"));
  }
  return found;
}

const serving = itemsOf("serving");
const demo = (location: Location, name: string, state: string): Evidence =>
  serving("demo", location, name, state);

const LARGEST = 128 * 1024;

async function fromFiles(context: DetectionContext): Promise<readonly Evidence[]> {
  const found: Evidence[] = [];
  for (const { path, size, symlink } of context.files) {
    if (symlink || size > LARGEST) continue;
    const candidates = FILES.filter((one) => one.file.test(path));
    if (candidates.length === 0 || isUnderTests(path) || isUnderExamples(path) || isVendored(path)) continue;
    const text = candidates.some((one) => one.text !== undefined) ? await smallText(context, path) : "";
    for (const { tool, text: pattern } of candidates) {
      const match = pattern?.exec(text);
      if (match === null) continue;
      const line = match === undefined ? 1 : text.slice(0, match.index).split("\n").length;
      found.push(evidence("serving.surface", { path, line }, { tool, detail: path }));
    }
  }
  return found;
}

async function fromCommands(context: DetectionContext): Promise<readonly Evidence[]> {
  return (await readCommands(context)).flatMap(({ command, location }): readonly Evidence[] => {
    if (isUnderTests(location.path) || isUnderExamples(location.path)) return [];
    const line = command.words.join(" ");
    const known = COMMANDS.find(([pattern]) => pattern.test(line));
    if (known === undefined) return [];
    const [, tool, form] = known;
    return [
      evidence("serving.surface", location, {
        tool,
        detail: line.slice(0, 120),
        ...(form === undefined ? {} : { form }),
      }),
    ];
  });
}
