import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "unreadable-manifest",
  title: "A manifest cannot be read by its own tool",
  severity: "error",
  areas: [{ area: "environment-capture" }],
  docs: {
    what: "Reads every manifest as its tool would: encoding, syntax, structure.",
    why: "A manifest that pip or conda refuses installs nothing.",
    limit:
      "Files are parsed, never installed from: a manifest that can be read may still name what does not exist.",
    fix: "Write the file again in the format of its tool.",
    effort: "minutes",
    before: { default: "Package    Version\n---------- -------\nnumpy      1.26.4" },
    example: { default: "numpy==1.26.4   # pip freeze > requirements.txt, not: pip list" },
  },
  check(model) {
    const manifests = model.evidence("env.manifest");
    if (manifests.length === 0) return notApplicable("there is no manifest");
    const broken = manifests.filter((manifest) => !manifest.readable);
    return broken.length === 0
      ? pass("code", "every manifest can be read", places(manifests))
      : broken.map((manifest) =>
          fail(
            "code",
            `${manifest.location.path} cannot be read by its own tool${manifest.why === undefined ? "" : `: ${manifest.why}`}`,
            places([manifest]),
          ),
        );
  },
});
