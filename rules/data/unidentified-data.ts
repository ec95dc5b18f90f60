import { defineRule, fail, isFixedSet, listed, notApplicable, pass, places, share } from "exptrack/core";

export const rule = defineRule({
  id: "unidentified-data",
  title: "The data may change without anybody noticing",
  severity: "warning",
  areas: [{ area: "data-versioning", key: true }],
  docs: {
    what: "Asks whether the identity of the data is fixed: a file in git, a versioned pointer, a loader that checks its download, a revision, a checksum.",
    why: "Results on data that may have changed since cannot be compared.",
    limit:
      "A publisher who never changes what is behind a name cannot be told from one who does. A checksum that is compared outside of this repository is not seen.",
    fix: "Pin the revision of named data, and check downloads against a checksum.",
    effort: "minutes",
    before: {
      default: 'load_dataset("name")',
      wandb: 'run.use_artifact("train-data:latest")',
    },
    example: {
      default: 'load_dataset("name", revision="<commit>")  # or compare a sha256 after the download',
      wandb: 'run.use_artifact("train-data:v3")  # a version, not :latest',
    },
  },
  check(model) {
    const fixed = places([
      ...model.evidence("data.versioned").filter((data) => !data.code && data.digest !== null),
      ...model.evidence("data.file").filter((file) => file.scope === "tracked" && file.bytes > 0),
      ...model.evidence("data.named").filter(isFixedSet),
      ...model.evidence("data.link").filter((link) => link.via === "code" && link.checksum),
    ]);
    const loose = [
      ...model.evidence("data.named").filter((data) => !isFixedSet(data)),
      ...model.evidence("data.link").filter((link) => link.via === "code" && !link.checksum),
    ];
    const names = loose.map((one) => (one.kind === "data.named" ? one.name : one.url));
    if (fixed.length + loose.length === 0) return notApplicable("no data that code obtains was found");
    if (loose.length === 0) return pass("code", "the identity of the data is fixed", fixed);
    return fixed.length === 0
      ? fail("code", `nothing fixes the version of the data: ${listed(names)}`, places(loose))
      : share(0.5, "code", `nothing fixes the version of part of the data: ${listed(names)}`, places(loose));
  },
});
