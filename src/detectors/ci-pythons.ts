import type { DetectionContext } from "../core/detector.js";
import type { Evidence } from "../core/evidence.js";
import { itemsOf } from "../core/inventory-items.js";
import { at, entriesAt, listAt, textAt } from "../parsers/plain-data.js";
import { parseYaml } from "../parsers/yaml.js";
import { readOrReport } from "./read-or-report.js";

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const LARGEST = 256 * 1024;
const environment = itemsOf("environment");
const VERSION = /^\d\.\d{1,2}(?:\.\d{1,2})?$/;
/** `${{ matrix.python-version }}`. */
const MATRIX = /^\$\{\{\s*matrix\.([\w-]{1,60})\s*\}\}$/;

/** Interpreters that workflows set up with `actions/setup-python`, directly or from the job's matrix. */
export async function ciPythons(context: DetectionContext): Promise<readonly Evidence[]> {
  const out: Evidence[] = [];
  for (const { path, size, symlink } of context.files) {
    if (!WORKFLOW.test(path) || symlink || size === 0 || size > LARGEST) continue;
    const text = await readOrReport(context, path, LARGEST);
    if (text === null) continue;
    const yaml = parseYaml(text, "core");
    const rows = text.split("\n");
    for (const [name, job] of entriesAt(yaml.value, "jobs"))
      for (const [index, step] of listAt(job, "steps").entries()) {
        if (textAt(step, "uses")?.startsWith("actions/setup-python@") !== true) continue;
        const place = ["jobs", name, "steps", index, "with", "python-version"];
        const asked = at(step, "with", "python-version");
        const key = typeof asked === "string" ? MATRIX.exec(asked)?.[1] : undefined;
        const from = key === undefined ? place : ["jobs", name, "strategy", "matrix", key];
        const values = key === undefined ? [asked] : listAt(job, "strategy", "matrix", key);
        for (const [position, value] of values.entries()) {
          const line = yaml.lineOf(key === undefined ? from : [...from, position]) ?? yaml.lineOf(from) ?? 1;
          const version = versionOf(value, rows[line - 1] ?? "");
          if (version !== null) out.push(environment("python", { path, line }, version, "used in CI"));
        }
      }
  }
  return out;
}

/** `3.10` without quotes is the number 3.1: what was meant stands in the text. */
function versionOf(value: unknown, row: string): string | null {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  if (!VERSION.test(text)) return null;
  return typeof value === "number" && row.includes(`${text}0`) && !/\.\d0$/.test(text) ? `${text}0` : text;
}
