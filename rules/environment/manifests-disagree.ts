import { defineRule, type EvidenceOf, fail, grouped, notApplicable, pass, places } from "exptrack/core";

type Package = EvidenceOf<"env.package">;

/** Lists for another machine, interpreter or purpose: they may differ on purpose. */
const VARIANT =
  /(?:^|[-_./])(?:gpu|cpu|cuda\d*|cu\d+|rocm|mac|macos|osx|m1|arm64|win|windows|linux|dev|develop|tests?|docs?|rtd|readthedocs|colab|kaggle|binder|min|minimal|max|old|legacy|py\d+|lint|ci|deploy|serv\w*|app|api|inference|optional|extras?|full)(?:[-_.]|$)/i;
/** One package under two names. */
const SAME: Readonly<Record<string, string>> = { pytorch: "torch", opencv: "opencv-python" };

export const rule = defineRule({
  id: "manifests-disagree",
  title: "Two package lists ask for different versions",
  severity: "info",
  areas: [{ area: "environment-capture" }],
  docs: {
    what: "Compares exact versions in package lists of different tools that lie in one folder: requirements, pyproject, setup, conda, Pipfile.",
    why: "Which environment a reader gets depends on the file that happens to be used, and only one of them can be that of the results.",
    limit:
      "Lists whose name speaks of another machine or purpose (gpu, cpu, dev, docs …) are not compared; nor are versions that are no plain numbers.",
    fix: "Keep the versions in one file, and let the other one read it.",
    effort: "minutes",
    before: { default: "# requirements.txt: torch==2.0.1\n# environment.yml:  torch==2.1.0" },
    example: { default: "# environment.yml\ndependencies:\n  - pip:\n      - -r requirements.txt" },
  },
  check(model) {
    const format = new Map(
      model
        .evidence("env.manifest")
        .filter((one) => one.readable && !one.transitive && one.format !== "readme")
        .map((one) => [one.location.path, one.format.split(/[ .]/)[0]!] as const),
    );
    const lists = grouped(model.evidence("env.package"), ({ location: { path, cell } }) =>
      cell === undefined && format.has(path) && !VARIANT.test(path) ? path : null,
    );
    const pairs = [...lists].flatMap(([a, own], index) =>
      [...lists]
        .slice(index + 1)
        .filter(([b]) => folder(a) === folder(b) && format.get(a) !== format.get(b))
        .map(([b, others]) => ({ a, own, b, others })),
    );
    if (pairs.length === 0) return notApplicable("no two package lists of different tools lie side by side");
    const found = pairs.flatMap(({ a, own, b, others }) => {
      const conflicts = conflictsOf(own, others);
      const [first] = conflicts;
      if (first === undefined) return [];
      const more = conflicts.length > 1 ? `, and ${conflicts.length - 1} more` : "";
      return [
        fail(
          "code",
          `${a} and ${b} ask for different versions of ${first[0].name} (${first[0].spec} and ${first[1].spec})${more}`,
          places(conflicts.flat()),
        ),
      ];
    });
    return found.length > 0
      ? found
      : pass("code", "package lists that lie side by side agree", places([...lists.values()].flat()));
  },
});

/** Packages of which no requirement of the one list fits one of the other: markers may give a list several. */
function conflictsOf(own: readonly Package[], others: readonly Package[]): [Package, Package][] {
  return own.flatMap((one): [Package, Package][] => {
    const same = others.filter((other) => named(other) === named(one));
    const all = own.filter((other) => named(other) === named(one));
    return same.length > 0 && all[0] === one && all.every((a) => same.every((b) => differ(a.spec, b.spec)))
      ? [[one, same[0]!]]
      : [];
  });
}

const named = ({ name }: Package): string => SAME[name] ?? name;
const folder = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Certainly no version fits both: two other exact versions, or an exact one outside the other's bounds. */
function differ(a: string, b: string): boolean {
  const [pinA, pinB] = [exact(a), exact(b)];
  if (pinA !== null && pinB !== null) return !startsAlike(pinA, pinB);
  if (pinA !== null) return isOutside(pinA, b);
  return pinB !== null && isOutside(pinB, a);
}

/** `==1.2.3`, `=1.2.3=build`, `1.2.3` as numbers; a local part (`+cu118`) is left out. */
function exact(spec: string): readonly number[] | null {
  const match = /^={0,3}\s*(\d{1,6}(?:\.\d{1,6}){0,4})(?:\+[\w.]+)?(?:=[\w.*]+)?$/.exec(spec.trim());
  return match === null ? null : match[1]!.split(".").map(Number);
}

/** `1.21` fits 1.21.4, and 1.0 is 1.0.0. */
function startsAlike(a: readonly number[], b: readonly number[]): boolean {
  const shorter = Math.min(a.length, b.length);
  return a.slice(0, shorter).every((part, index) => part === b[index]);
}

function isOutside(pin: readonly number[], bounds: string): boolean {
  return bounds.split(",").some((clause) => {
    const match = /^\s*(>=|<)\s*(\d{1,6}(?:\.\d{1,6}){0,4})\s*$/.exec(clause);
    if (match === null) return false;
    const bound = match[2]!.split(".").map(Number);
    // A pin that leaves parts open fits some version on either side.
    if (pin.length < bound.length && startsAlike(pin, bound)) return false;
    const order = compare(pin, bound);
    return match[1] === ">=" ? order < 0 : order >= 0;
  });
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
