import { defineRule, fail, listed, notApplicable, pass, places } from "exptrack/core";

const ASIDE = /(?:^|\/)(?:examples?|demos?|tutorials?|docs?|samples)\//i;
export const rule = defineRule({
  id: "notebook-only-install",
  title: "A notebook installs what no package list names",
  severity: "info",
  docs: {
    what: "Compares `!pip install` and `%conda install` of notebooks with the package lists of the repository.",
    why: "Who installs the environment from its list gets another one than the notebook ran in, and the version is whatever was newest on that day.",
    limit: "A service such as Colab brings packages of its own: they are in neither, and not seen.",
    fix: "Add the package to the list, and let the notebook say which environment it needs.",
    effort: "minutes",
    before: { default: "!pip install einops" },
    example: { default: "!pip install -r requirements.txt   # which names einops==0.8.0" },
  },
  check(model) {
    const packages = model.evidence("env.package");
    const installed = packages.filter(({ location }) => location.cell !== undefined);
    if (installed.length === 0) return notApplicable("no notebook installs a package");
    if (packages.length === installed.length)
      return notApplicable("there is no package list to compare with");
    const only = model
      .evidence("env.undeclared")
      .filter(({ by, location }) => by === "notebook" && !ASIDE.test(location.path));
    if (only.length === 0)
      return pass("code", "package lists name what notebooks install", places(installed));
    const names = [...new Set(only.map(({ distribution }) => distribution))];
    return fail(
      "code",
      `only notebooks install ${listed(names)}, no package list names ${names.length === 1 ? "it" : "them"}`,
      places(only),
    );
  },
});
