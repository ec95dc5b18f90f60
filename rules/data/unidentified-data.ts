import {
  defineRule,
  type EvidenceOf,
  fail,
  isFixedSet,
  listed,
  notApplicable,
  pass,
  places,
  type RepoModel,
  share,
} from "exptrack/core";

/** Addresses that name a version: assets of a tagged release, a commit in the path, a file called `…_v1.tar.gz`. */
const FIXED_ADDRESS =
  /\/\/github\.com\/[^/]+\/[^/]+\/releases\/download\/[^/]*\d[^/]*\/|\/[0-9a-f]{40}\/|[-_.]v\d+(?:\.\d+){0,3}(?:\.[a-z]\w{1,6}){1,2}$/i;
const isFixedLink = ({ checksum, url }: EvidenceOf<"data.link">): boolean =>
  checksum || FIXED_ADDRESS.test(url);

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
      ...model.evidence("data.file").filter((file) => file.scope === "tracked" && file.bytes !== 0),
      ...model.evidence("data.named").filter(isFixedSet),
      ...model.evidence("data.link").filter((link) => link.via === "code" && isFixedLink(link)),
    ]);
    const kept = lockedLinks(model);
    const loose = [
      ...model.evidence("data.named").filter((data) => !isFixedSet(data)),
      ...model
        .evidence("data.link")
        .filter((link) => link.via === "code" && !isFixedLink(link) && !kept.has(link.url)),
    ];
    const names = loose.map((one) => (one.kind === "data.named" ? one.name : one.url));
    if (fixed.length + loose.length === 0) return notApplicable("no data that code obtains was found");
    if (loose.length === 0) return pass("code", "the identity of the data is fixed", fixed);
    return fixed.length === 0
      ? fail("code", `nothing fixes the version of the data: ${listed(names)}`, places(loose))
      : share(0.5, "code", `nothing fixes the version of part of the data: ${listed(names)}`, places(loose));
  },
});

/**
 * Addresses that a locked DVC stage reads: in its program, or in a configuration that it depends on. The lock holds
 * the digest of what came from there.
 */
function lockedLinks(model: RepoModel): ReadonlySet<string> {
  const stages = model.runs.filter(
    (run) => run.tracker === "dvc" && run.trace.artifactFiles.some(({ digest }) => digest !== null),
  );
  const read = new Set(
    stages.flatMap((run) => [
      ...(run.program === null ? [] : [run.program]),
      ...run.inputs.map(({ source }) => source),
      ...run.trace.codeHashes.map(({ path }) => path),
    ]),
  );
  return new Set(
    model
      .evidence("data.link")
      .filter(({ via, location }) => via === "code" && read.has(location.path))
      .map(({ url }) => url),
  );
}
