import { defineRule, fail, listed, notApplicable, pass, places } from "exptrack/core";

const GIT = /^(?:@ )?(?:git\+|git:|https?:\/\/[^\s]+\.git(?:@|$))/;
/** What stands behind the address: `@v1.2`, `@main`; addresses with a user (`git@host`) have their `@` before a colon or slash. */
const REFERENCE = /@([^@/:#\s]+(?:\/[^@:#\s]+)?)(?:[#&]|$)/;
const BRANCH = /^(?:main|master|dev|develop|devel|trunk|head|latest|nightly|stable)$/i;

export const rule = defineRule({
  id: "moving-git-requirement",
  title: "A requirement follows the branch of another repository",
  severity: "info",
  areas: [{ area: "environment-capture" }],
  docs: {
    what: "Lists requirements that are taken from git without a commit or tag, where no lock beside them fixes one.",
    why: "The same line installs whatever was pushed last: two installations of one commit may differ, and neither says in what.",
    limit: "A tag counts as fixed, though its owner can move it; names of branches are told by a short list.",
    fix: "Name the commit behind the address.",
    effort: "minutes",
    before: { default: "git+https://github.com/openai/CLIP.git" },
    example: { default: "git+https://github.com/openai/CLIP.git@<40 digits of the commit>" },
  },
  check(model) {
    const fromGit = model
      .evidence("env.package")
      .filter(({ location, spec }) => location.cell === undefined && GIT.test(spec));
    if (fromGit.length === 0) return notApplicable("no requirement is taken from git");
    const locks = model.evidence("env.manifest").filter(({ transitive }) => transitive);
    const isLocked = (path: string): boolean =>
      locks.some(({ location }) => location.path !== path && folder(location.path) === folder(path));
    const moving = fromGit.filter(
      ({ location, spec, pinned }) =>
        !pinned && isMoving(REFERENCE.exec(spec)?.[1]) && !isLocked(location.path),
    );
    if (moving.length === 0)
      return pass("code", "what is taken from git is fixed by a commit, tag or lock", places(fromGit));
    const names = [...new Set(moving.map(({ name, spec }) => name ?? spec))];
    return fail(
      "code",
      `${listed(names)} ${names.length === 1 ? "follows" : "follow"} whatever was pushed last`,
      places(moving),
    );
  },
});

const isMoving = (reference: string | undefined): boolean =>
  reference === undefined || reference === "" || BRANCH.test(reference);
const folder = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
