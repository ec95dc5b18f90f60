import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { planInit } from "../../src/init/plan.js";
import { CHOICES, factsOf } from "./facts.js";

const paths = (...args: Parameters<typeof planInit>): string[] =>
  planInit(...args).files.map(({ path }) => path);

describe("E5: the plan fits what is found", () => {
  test("GitHub by a workflow or by a remote", () => {
    const workflow = ".github/workflows/exptrack.yml";
    expect(paths(factsOf({ ".github/workflows/test.yml": "on: push\n" }), CHOICES)).toContain(workflow);
    for (const remote of [
      "git@github.com:ada/x.git",
      "https://github.com/ada/x",
      "ssh://git@github.com/ada/x",
    ])
      expect(paths(factsOf({}, { remotes: [remote] }), CHOICES)).toContain(workflow);
    for (const remote of ["https://example.org/github.com/x", "git@notgithub.com:a/b", "/srv/github.com"])
      expect(paths(factsOf({}, { remotes: [remote] }), CHOICES)).not.toContain(workflow);
  });

  test("the workflow is valid, reads the whole history, may only read, and names the version", () => {
    const plan = planInit(factsOf({ ".github/workflows/test.yml": "" }), CHOICES);
    const text =
      plan.files.find(({ path }) => path.endsWith("exptrack.yml") && path.startsWith(".github"))?.after ?? "";
    const { jobs, permissions, on } = parse(text);
    expect(permissions).toEqual({ contents: "read" });
    expect(Object.keys(on)).toEqual(["push", "pull_request"]);
    expect(jobs.audit.steps[0].with).toMatchObject({ "fetch-depth": 0 });
    const { run, env } = jobs.audit.steps.at(-1);
    expect(run).toBe(
      'npx --yes exptrack@1.2.3 audit --no-report --no-local --config-from "origin/$BASE" -f github -o "summary=$GITHUB_STEP_SUMMARY"',
    );
    // What others can choose (the name of a branch) comes in as a variable, never as text of the command.
    expect(run).not.toContain("{{");
    expect(env.BASE).toContain("github.base_ref");
  });

  test("the threshold stands in the settings, or in the command where there are none", () => {
    const text = (config: boolean) =>
      planInit(factsOf({ ".github/workflows/test.yml": "" }), { ...CHOICES, config })
        .files.map(({ after }) => after)
        .join();
    expect(text(true)).not.toContain("--threshold 17.5");
    expect(text(false)).toContain("--threshold 17.5");
  });

  test("a workflow that runs exptrack already is enough; one that names it is not", () => {
    const runs = { ".github/workflows/ci.yml": "jobs: {a: {steps: [{run: npx exptrack@1 audit}]}}" };
    const action = { ".github/workflows/ci.yml": "steps:\n  - uses: ada/exptrack@v1\n" };
    const names = { ".github/workflows/ci.yml": "# exptrack later\n" };
    expect(paths(factsOf(runs), CHOICES)).not.toContain(".github/workflows/exptrack.yml");
    expect(paths(factsOf(action), CHOICES)).not.toContain(".github/workflows/exptrack.yml");
    expect(paths(factsOf(names), CHOICES)).toContain(".github/workflows/exptrack.yml");
  });

  test("GitLab: a file to include, their own file is theirs", () => {
    const plan = planInit(factsOf({ ".gitlab-ci.yml": "stages: [build, lint]\n" }), CHOICES);
    const job = plan.files.find(({ path }) => path === ".gitlab/exptrack.yml");
    expect(parse(job?.after ?? "").exptrack).toMatchObject({ stage: "lint", variables: { GIT_DEPTH: "0" } });
    expect(plan.files.map(({ path }) => path)).not.toContain(".gitlab-ci.yml");
    expect(plan.notes.join("\n")).toContain("local: .gitlab/exptrack.yml");
    const usual = planInit(factsOf({ ".gitlab-ci.yml": "job: {script: !reference [a, b]}\n" }), CHOICES);
    expect(parse(usual.files.at(-1)?.after ?? "").exptrack.stage).toBeUndefined();
  });

  test("no CI, no git, a folder of a repository: said, not invented", () => {
    expect(paths(factsOf({}), CHOICES)).toEqual(["exptrack.yml", ".pre-commit-config.yaml"]);
    expect(planInit(factsOf({}), CHOICES).notes.join()).toMatch(/no CI was found/);
    expect(paths(factsOf({}, { git: false }), CHOICES)).toEqual(["exptrack.yml"]);
    const below = planInit(factsOf({}, { folder: "models/a" }), CHOICES);
    expect(below.files.map(({ path }) => path)).toEqual(["exptrack.yml"]);
    expect(below.notes.join()).toMatch(/root of the repository/);
  });

  test("each part can be left out", () => {
    const facts = factsOf({ ".github/workflows/test.yml": "" });
    expect(paths(facts, { ...CHOICES, config: false, hook: false })).toEqual([
      ".github/workflows/exptrack.yml",
    ]);
    expect(paths(facts, { ...CHOICES, ci: false, hook: false })).toEqual(["exptrack.yml"]);
  });

  test("after what it proposes has been written there is nothing left to do", () => {
    const found = {
      ".github/workflows/test.yml": "on: push\n",
      ".gitlab-ci.yml": "a: {script: [b]}\n",
      "train.py": null,
    };
    const first = planInit(factsOf(found), CHOICES);
    expect(first.files).toHaveLength(4);
    const written = Object.fromEntries(first.files.map(({ path, after }) => [path, after]));
    expect(planInit(factsOf({ ...found, ...written }, { score: 19 }), CHOICES).files).toEqual([]);
  });

  test("--force proposes exptrack's own files anew, and nothing where nothing differs", () => {
    const found = { ".github/workflows/exptrack.yml": "on: push\n" };
    const forced = planInit(factsOf(found), { ...CHOICES, config: false, hook: false, force: true });
    expect(forced.files[0]?.before).toBe("on: push\n");
    const again = { ".github/workflows/exptrack.yml": forced.files[0]?.after ?? "" };
    expect(planInit(factsOf(again), { ...CHOICES, config: false, hook: false, force: true }).files).toEqual(
      [],
    );
    expect(planInit(factsOf(found), { ...CHOICES, config: false, hook: false }).files).toEqual([]);
  });
});
