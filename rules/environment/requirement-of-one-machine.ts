import { defineRule, fail, listed, notApplicable, pass, places } from "exptrack/core";

/** `numpy @ file:///tmp/build/…`, `file:../wheels/x.whl` with an absolute path behind it. */
const ADDRESS = /^(?:@ |\w+\+|file:|https?:)/i;
const LOCAL = /^(?:@ )?file:\/{1,3}(?=[/A-Za-z])/i;

export const rule = defineRule({
  id: "requirement-of-one-machine",
  title: "A requirement points to a file of one machine",
  severity: "warning",
  areas: [{ area: "environment-capture" }],
  docs: {
    what: "Lists requirements whose address is a file: `numpy @ file:///tmp/build/…`.",
    why: "pip looks for that file and stops where it is missing. `pip freeze` in a conda environment writes such addresses, because conda's packages were built from files.",
    limit:
      "It does not know whether every reader works on the same shared disk or in an image that holds the file.",
    fix: "Name the version instead of the file: `pip list --format=freeze` writes it so.",
    effort: "minutes",
    before: { default: "numpy @ file:///tmp/build/80754af9/numpy_1659432712056/work" },
    example: { default: "numpy==1.23.1" },
  },
  check(model) {
    const packages = model
      .evidence("env.package")
      .filter(({ location, spec }) => location.cell === undefined && ADDRESS.test(spec));
    if (packages.length === 0) return notApplicable("no requirement is an address");
    const local = packages.filter(({ spec }) => LOCAL.test(spec));
    if (local.length === 0) return pass("code", "no requirement points to a local file", places(packages));
    const paths = [...new Set(local.map(({ location }) => location.path))];
    return paths.map((path) => {
      const own = local.filter(({ location }) => location.path === path);
      return fail(
        "code",
        `${listed(own.map(({ name }) => name))} ${own.length === 1 ? "is" : "are"} taken from files of one machine`,
        places(own),
      );
    });
  },
});
