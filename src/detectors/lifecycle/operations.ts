import type { Argument, CodeFile, Value } from "../../core/code.js";
import { type DetectionContext, defineDetector } from "../../core/detector.js";
import type { Evidence } from "../../core/evidence.js";
import { itemsOf } from "../../core/inventory-items.js";
import type { Location } from "../../core/location.js";
import { packageOf, usesOf } from "../../core/uses.js";
import { parseShellCommands } from "../../parsers/shell-command.js";
import { providerOf } from "../ci-scripts.js";
import { readCommands } from "../commands.js";
import { readDocuments } from "../readme-text.js";
import { clusterEvidence } from "./cluster.js";
import { latestModels } from "./latest-models.js";
import { readManifests } from "./manifests.js";
import {
  ACCESS,
  ACCESS_PACKAGES,
  COMMAND_OPERATIONS,
  DEGRADATION,
  DRIFT,
  DRIFT_PACKAGES,
  DRIFT_SETTING,
  OWN_DRIFT,
  VALIDATION,
} from "./operation-tables.js";
import { servedFiles } from "./serving-programs.js";

/** How a served model is guarded, tested under load, rolled out, rolled back and watched. */
export const detector = defineDetector({
  id: "operations",
  async detect(context) {
    const served = await servedFiles(context);
    return [
      ...(await readManifests(context)).flatMap(clusterEvidence),
      ...(await fromCommands(context)),
      ...(await fromDocuments(context)),
      ...served.flatMap(guards),
      ...latestModels(served),
      ...context.code.files.filter((file) => !file.test && !file.vendored).flatMap(fromCode),
      ...(await accessIn(context)),
      ...(await loadScripts(context)),
    ];
  },
});

const serving = itemsOf("serving");
const governance = itemsOf("governance");

async function fromCommands(context: DetectionContext): Promise<readonly Evidence[]> {
  return (await readCommands(context)).flatMap(({ command, location }) => {
    const line = command.words.join(" ");
    const known = COMMAND_OPERATIONS.find(({ pattern }) => pattern.test(line));
    const state = providerOf(location.path) === null ? "in a script" : "run by CI";
    return known === undefined ? [] : [serving(known.item, location, known.name, state)];
  });
}

/** A way back that documents only tell was tried by nobody that one can see. */
async function fromDocuments(context: DetectionContext): Promise<readonly Evidence[]> {
  return (await readDocuments(context))
    .filter(({ role }) => role !== "notebook")
    .flatMap(({ path, document }) =>
      document.blocks.flatMap((block): readonly Evidence[] => {
        if (block.kind !== "code" || !/rollback|undo/.test(block.text)) return [];
        return parseShellCommands(block.text).flatMap(({ words, line }) => {
          const text = words.join(" ").replace(/^\$ /, "");
          const known = COMMAND_OPERATIONS.find((one) => one.item === "rollback" && one.pattern.test(text));
          return known === undefined
            ? []
            : [serving("rollback", { path, line: block.line + line - 1 }, known.name, "documented only")];
        });
      }),
    );
}

function guards(file: CodeFile): readonly Evidence[] {
  const uses = usesOf(file);
  const checks = VALIDATION.flatMap(([pattern, name]) => {
    const one = uses.find((use) => pattern.test(use.name));
    return one === undefined ? [] : [serving("input validation", one.location, name, "in serving code")];
  });
  const paths = DEGRADATION.flatMap(([pattern, name, state]) => {
    const one = uses.find((use) => pattern.test(use.name));
    return one === undefined ? [] : [serving("degradation path", one.location, name, state)];
  });
  const fallback = file.functions.find(({ name }) => /(?:^|[._])fall_?back(?:_|$)/i.test(name));
  return [
    ...checks,
    ...paths,
    ...(fallback === undefined
      ? []
      : [serving("degradation path", fallback.location, fallback.name, "a function named for it")]),
  ];
}

/** Drift detectors, load tests, and traffic that is split between models. */
function fromCode(file: CodeFile): readonly Evidence[] {
  const items: Evidence[] = [];
  const own = file.functions.find(
    ({ name }) => OWN_DRIFT.test(name) && !/plot|visuali[sz]e|draw/i.test(name),
  );
  if (own !== undefined)
    items.push(serving("drift monitoring", own.location, own.name, "a function named for it"));
  for (const use of usesOf(file)) {
    const root = packageOf(use.name);
    if (root === "locust" && /^locust\.(?:\w+\.)*(?:Fast)?HttpUser$/.test(use.name))
      items.push(serving("load test", use.location, "locust", "in code"));
    if (DRIFT_PACKAGES.has(root)) {
      const known = DRIFT.find(([pattern]) => pattern.test(use.name));
      if (known !== undefined)
        items.push(serving("drift monitoring", use.location, known[1], "in code", settings(use.args)));
    }
    const variants = use.args.find(({ name }) => name === "ProductionVariants")?.value;
    if (variants?.is === "list" && variants.items.length > 1)
      items.push(
        serving(
          "rollout",
          use.location,
          "SageMaker variants",
          "weighted",
          `${variants.items.length} variants`,
        ),
      );
    if (use.args.some(({ name }) => name === "ShadowProductionVariants"))
      items.push(serving("rollout", use.location, "SageMaker variants", "shadow"));
    const split = use.args.find(({ name }) => name === "traffic_split" || name === "traffic_percentage");
    if (split !== undefined && use.method === "deploy")
      items.push(serving("rollout", use.location, "Vertex traffic", "weighted", shown(split.value)));
  }
  return items;
}

const settings = (args: readonly Argument[]): string =>
  args
    .flatMap(({ name, value }) => {
      const text = name !== null && DRIFT_SETTING.test(name) ? shown(value) : undefined;
      return text === undefined ? [] : [`${name} ${text}`];
    })
    .join(", ");

const shown = (value: Value): string | undefined =>
  value.is === "literal" && value.value !== null ? String(value.value) : undefined;

async function accessIn(context: DetectionContext): Promise<readonly Evidence[]> {
  const declared = (location: Location, name: string, state: string): Evidence =>
    governance("access control", location, name, state);
  const inCode = context.code.files
    .filter((file) => !file.test && !file.vendored)
    .flatMap((file) =>
      usesOf(file).flatMap(({ name, location }) => {
        const known = ACCESS_PACKAGES.has(packageOf(name))
          ? ACCESS.find(([pattern]) => pattern.test(name))
          : undefined;
        return known === undefined ? [] : [declared(location, known[1], "in code")];
      }),
    );
  const inCommands = (await readCommands(context)).flatMap(({ command, location }) =>
    /^mlflow (?:server|ui)\b.*--app-name[= ]basic-auth\b/.test(command.words.join(" "))
      ? [declared(location, "MLflow basic authentication", "switched on")]
      : [],
  );
  const settingsFile = context.files.find(({ path }) => path === ".github/settings.yml");
  return [
    ...inCode,
    ...inCommands,
    ...(settingsFile === undefined
      ? []
      : [declared({ path: settingsFile.path }, "repository settings", "declared")]),
  ];
}

const SCRIPT =
  /(?:^|\/)(?:[^/]*(?:k6|load|stress|perf)[^/]*\.(?:js|ts)|(?:k6|load(?:[-_]?tests?)?|perf)\/[^/]+\.(?:js|ts)|locust[\w-]*\.py)$/i;
const LARGEST = 64 * 1024;
const IMPORTS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^import\b[^\n]{0,200}["']k6(?:\/\w+)?["']/m, "k6"],
  [/^(?:from|import)[ \t]+locust\b/m, "locust"],
];

/** Load tests that are no Python, or that stand among the tests, whose code is not read. */
async function loadScripts({ workspace, files, code }: DetectionContext): Promise<readonly Evidence[]> {
  const items: Evidence[] = [];
  for (const { path, size, symlink } of files) {
    if (symlink) continue;
    if (/(?:^|\/)artillery[^/]*\.ya?ml$/.test(path))
      items.push(serving("load test", { path }, "artillery", "configured"));
    else if (path.endsWith(".jmx")) items.push(serving("load test", { path }, "JMeter", "configured"));
    else if (SCRIPT.test(path) && size <= LARGEST && code.file(path)?.test !== false) {
      const text = await workspace.readText(path).catch(() => "");
      for (const [pattern, name] of IMPORTS) {
        const at = pattern.exec(text);
        if (at === null) continue;
        const line = text.slice(0, at.index).split("\n").length;
        items.push(serving("load test", { path, line }, name, "in code"));
      }
    }
  }
  return items;
}
