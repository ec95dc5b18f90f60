import {
  defineRule,
  fail,
  grouped,
  type Location,
  notApplicable,
  pass,
  places,
  type RepoModel,
} from "exptrack/core";

type Minor = readonly [major: number, minor: number];
interface Statement {
  readonly version: string;
  readonly location: Location;
  /** Whose word it is: several files of a kind are variants, of which one may fit. */
  readonly kind: string;
}

/** Folders that belong to the project around them. */
const OF_PROJECT =
  /\/?(?:docker|\.devcontainer|conda|envs?|environments?|requirements|\.github\/workflows)$/i;
const DOCUMENT = /\.(?:md|rst|markdown)$|(?:^|\/)read[-_]?me/i;

export const rule = defineRule({
  id: "python-versions-disagree",
  title: "Files of the repository ask for Python versions that exclude each other",
  severity: "info",
  areas: [{ area: "environment-capture" }],
  docs: {
    what: "Compares the Python versions that package lists, version files, containers and workflows of one folder ask for.",
    why: "One of them cannot have been the interpreter of the results, and nothing tells which; where `requires-python` excludes the other, the installation stops.",
    limit:
      "Only major and minor numbers are compared. Several files of one kind (a matrix of a workflow, an image for each version) contradict another file only if none of them fits.",
    fix: "State one version, and let the other files name it.",
    effort: "minutes",
    before: {
      default: '# pyproject.toml: requires-python = ">=3.10"\n# Dockerfile:     FROM python:3.8-slim',
    },
    example: {
      default: '# pyproject.toml: requires-python = ">=3.10"\n# Dockerfile:     FROM python:3.10-slim',
    },
  },
  check(model) {
    const folders = grouped(statements(model), ({ location: { path } }) =>
      path.includes("/") ? path.replace(/\/[^/]*$/, "").replace(OF_PROJECT, "") : "",
    );
    const compared = [...folders.values()].filter((group) => new Set(group.map(({ kind }) => kind)).size > 1);
    if (compared.length === 0) return notApplicable("no two files of one folder state a Python version");
    const found = compared.flatMap((group) => contradiction(group) ?? []);
    return found.length === 0
      ? pass("code", "the stated Python versions fit each other", places(compared.flat()))
      : found.map(([a, b]) =>
          fail(
            "code",
            `${a.location.path} asks for Python ${a.version}, ${b.location.path} for ${b.version}`,
            places([a, b]),
          ),
        );
  },
});

function statements(model: RepoModel): readonly Statement[] {
  const declared = model
    .evidence("env.python")
    .filter(({ confidence, location }) => confidence === "high" && !DOCUMENT.test(location.path));
  const used = model
    .evidence("inventory.item")
    .filter(({ section, item }) => section === "environment" && item === "python");
  return [
    ...declared.map(({ version, location }) => ({ version, location, kind: kindOf(location.path) })),
    ...used.map(({ name, location }) => ({ version: name, location, kind: "workflow" })),
  ];
}

const kindOf = (path: string): string => {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (/docker|containerfile|compose/.test(name)) return "container";
  if (/\.ya?ml$/.test(name)) return "conda";
  return /^(?:pyproject|setup)/.test(name) ? "package" : name;
};

/** The first two kinds of which no statement of the one fits one of the other. */
function contradiction(group: readonly Statement[]): readonly [Statement, Statement][] | null {
  const kinds = grouped(group, ({ kind }) => kind);
  for (const [kind, own] of kinds)
    for (const [other, theirs] of kinds) {
      if (kind >= other) continue;
      // A workflow tests several, or runs a tool: it contradicts a range only.
      const oneTests = kind === "workflow" || other === "workflow";
      const [a] = own;
      const [b] = theirs;
      if (
        a !== undefined &&
        b !== undefined &&
        own.every((x) => theirs.every((y) => exclude(x, y, oneTests)))
      )
        return [[a, b]];
    }
  return null;
}

/** Certainly no interpreter is meant by both. */
function exclude(a: Statement, b: Statement, rangesOnly: boolean): boolean {
  const [pointA, pointB] = [point(a.version), point(b.version)];
  if (pointA !== null && pointB !== null) return !rangesOnly && compare(pointA, pointB) !== 0;
  if (pointA !== null) return isOutside(pointA, b.version);
  return pointB !== null && isOutside(pointB, a.version);
}

/** `3.9`, `3.9.7`, `==3.9.*`. */
function point(version: string): Minor | null {
  const match = /^={0,2}\s*(\d)\.(\d{1,2})(?:\.(?:\d{1,2}|\*))?$/.exec(version.trim());
  return match === null ? null : [Number(match[1]), Number(match[2])];
}

function isOutside(version: Minor, range: string): boolean {
  return range.split(",").some((clause) => {
    const match = /^\s*(>=|<|\^|~=|~)\s*(\d)(?:\.(\d{1,2}))?(\.\d{1,2})?(?:\.\*)?\s*$/.exec(clause);
    if (match === null) return false;
    const bound: Minor = [Number(match[2]), Number(match[3] ?? 0)];
    const order = compare(version, bound);
    if (match[1] === ">=") return order < 0;
    // `<3.9.7` leaves room in 3.9.
    if (match[1] === "<") return match[4] === undefined ? order >= 0 : order > 0;
    if (match[1] === "~" || match[4] !== undefined)
      return match[1] === "^" ? order < 0 || version[0] !== bound[0] : order !== 0;
    return order < 0 || version[0] !== bound[0];
  });
}

const compare = (a: Minor, b: Minor): number => a[0] - b[0] || a[1] - b[1];
