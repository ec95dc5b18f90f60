import { type DetectionContext, defineDetector } from "../../core/detector.js";
import type { Evidence } from "../../core/evidence.js";
import { itemsOf } from "../../core/inventory-items.js";
import type { Location } from "../../core/location.js";
import { type CodeOwners, parseCodeOwners } from "../../parsers/code-owners.js";
import { at, entriesAt } from "../../parsers/plain-data.js";
import { parseYaml } from "../../parsers/yaml.js";
import { providerOf } from "../ci-scripts.js";
import { readCommands } from "../commands.js";
import { PROMOTIONS } from "./operation-tables.js";

/** Who has to agree before a model is handed on: owners of its paths, environments of deploying jobs, promotion by CI. */
export const detector = defineDetector({
  id: "approvals",
  async detect(context) {
    return [
      ...(await fromOwners(context)),
      ...(await fromWorkflows(context)),
      ...(await promotions(context)),
    ];
  },
});

const registry = itemsOf("registry");
const approval = (location: Location, name: string, state: string, value?: string): Evidence =>
  registry("approval", location, name, state, value);
const governance = itemsOf("governance");

const LARGEST = 256 * 1024;
const MOST_SHOWN = 5;
const CODE_OWNERS = /^(?:\.github\/|\.gitlab\/|docs\/)?CODEOWNERS$/;
/** Paths through which a model goes into use. */
const MODEL_PATH =
  /(?:^|\/|\*)(?:models?|registry|deploy\w*|serv(?:e|ing|ice)\w*|k8s|kubernetes|helm|charts?|infra\w*|inference|\.github|workflows|dvc\.(?:yaml|lock)|artifacts\.yaml)(?:\/|$|\*)/i;

async function fromOwners({ workspace, files }: DetectionContext): Promise<readonly Evidence[]> {
  const found: Evidence[] = [];
  for (const { path, size, symlink } of files) {
    if (symlink || !CODE_OWNERS.test(path) || size > LARGEST) continue;
    const rules = parseCodeOwners(await workspace.readText(path).catch(() => ""));
    found.push(owners(path, rules));
    const covering = rules.find(
      ({ pattern, owners }) => owners > 0 && (/^\/?\*\*?$/.test(pattern) || MODEL_PATH.test(pattern)),
    );
    if (covering !== undefined)
      found.push(
        approval(
          { path, line: covering.line },
          covering.pattern,
          "owners are asked to review",
          "whether their review is required is set on the server",
        ),
      );
  }
  return found;
}

function owners(path: string, rules: readonly CodeOwners[]): Evidence {
  const owned = rules.filter((rule) => rule.owners > 0).map(({ pattern }) => pattern);
  const more = owned.length > MOST_SHOWN ? ` and ${owned.length - MOST_SHOWN} more` : "";
  const state = owned.length === 0 ? "names nobody" : "in the repository";
  return governance("code owners", { path }, path, state, `${owned.slice(0, MOST_SHOWN).join(", ")}${more}`);
}

/** Environments of package indexes and pages: nothing of a model is handed on there. */
const OTHER_ENVIRONMENT = /pypi|github-pages|docs|coverage|codecov|test(?:ing)?$/i;

async function fromWorkflows({ workspace, files }: DetectionContext): Promise<readonly Evidence[]> {
  const found: Evidence[] = [];
  for (const { path, size, symlink } of files) {
    const provider = symlink || size > LARGEST ? null : providerOf(path);
    if (provider === null || !/\.ya?ml$/.test(path)) continue;
    const text = await workspace.readText(path).catch(() => "");
    if (!/environment|when:[ \t]*manual/.test(text)) continue;
    const parsed = parseYaml(text, "core");
    const github = provider === "GitHub Actions";
    const above = github ? ["jobs"] : [];
    for (const [job, value] of entriesAt(parsed.value, ...above)) {
      const place = (key: string): Location => ({ path, line: parsed.lineOf([...above, job, key]) ?? 1 });
      const environment = at(value, "environment");
      const named = typeof environment === "string" ? environment : at(environment, "name");
      if (typeof named === "string" && !OTHER_ENVIRONMENT.test(named))
        found.push(
          approval(
            place("environment"),
            `environment ${named}`,
            `job ${job}`,
            "whether somebody has to approve is set on the server",
          ),
        );
      if (provider === "GitLab CI" && at(value, "when") === "manual")
        found.push(approval(place("when"), `job ${job}`, "started by hand"));
    }
  }
  return found;
}

async function promotions(context: DetectionContext): Promise<readonly Evidence[]> {
  return (await readCommands(context)).flatMap(({ command, location }) => {
    const line = command.words.join(" ");
    return providerOf(location.path) !== null && PROMOTIONS.test(line)
      ? [approval(location, command.words.slice(0, 2).join(" "), "promotion by CI")]
      : [];
  });
}
