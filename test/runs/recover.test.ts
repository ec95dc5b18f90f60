import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../src/core/run.js";
import type { Reachability } from "../../src/core/workspace.js";
import type { Found, GitAnswers, PackagesFound } from "../../src/runs/questions.js";
import { recover } from "../../src/runs/recover.js";
import { runRecord } from "../tools/run-record.js";

const C = "c".repeat(40);
const NO_GIT: GitAnswers = {
  git: false,
  why: "there is no git here",
  complete: false,
  hasRemote: false,
  remotes: [],
  commits: new Map(),
  blobs: new Map(),
  found: new Map(),
};

type Answers = Omit<Partial<GitAnswers>, "found"> & { readonly found?: Partial<Found> };

/** A repository that knows commit C, which holds the program. Given to `recover` with the run that it was asked for. */
const git =
  (reachability: Reachability, { found = {}, ...more }: Answers = {}) =>
  (record: RunRecord): GitAnswers => ({
    ...NO_GIT,
    git: true,
    why: null,
    complete: true,
    hasRemote: true,
    commits: new Map([[C, { id: C, reachability }]]),
    ...more,
    found: new Map([[record, { recordedIn: null, program: record.program, ...found }]]),
  });

type Asked = GitAnswers | ReturnType<typeof git>;
const recovered = (record: RunRecord, asked: Asked, declared: readonly string[] | null = null) =>
  recover(record, typeof asked === "function" ? asked(record) : asked, declared);
const code = (record: RunRecord, asked: Asked) => recovered(record, asked).recoverability.code;
const ran = (more: Parameters<typeof runRecord>[0] = {}) =>
  runRecord({ commit: C, program: "train.py", dirty: false, ...more });

describe("B5 and B6: the code of a run", () => {
  test("clean, reachable and holding the program is exact", () => {
    expect(code(ran(), git("head")).state).toBe("exact");
    expect(code(ran(), git("tag")).state).toBe("exact");
    expect(code(ran(), git("remote")).state).toBe("exact");
  });

  test("a patch that was kept makes up for a dirty tree", () => {
    expect(code(ran({ dirty: true }), git("head"))).toMatchObject({ state: "approximate" });
    expect(code(ran({ dirty: true, trace: { patch: "diff.patch" } }), git("head"))).toMatchObject({
      state: "exact",
    });
  });

  test("unknown cleanliness is approximate", () => {
    expect(code(ran({ dirty: null }), git("head"))).toMatchObject({
      state: "approximate",
      reason: expect.stringContaining("whether the tree was clean is not recorded"),
    });
  });

  test("a local branch counts only where there is no remote", () => {
    expect(code(ran(), git("branch")).state).toBe("approximate");
    expect(code(ran(), git("branch", { hasRemote: false })).state).toBe("exact");
    expect(code(ran(), git("dangling")).state).toBe("approximate");
  });

  test("an absent commit and one without the program are lost", () => {
    expect(recovered(ran(), git("absent"))).toMatchObject({
      codeLoss: "absent-commit",
      recoverability: { code: { state: "lost" } },
    });
    expect(recovered(ran(), git("head", { found: { program: null } }))).toMatchObject({
      codeLoss: "absent-program",
      recoverability: { code: { state: "lost", reason: expect.stringContaining("does not hold train.py") } },
    });
  });

  test("a shallow clone and a missing git are not observable", () => {
    expect(code(ran(), git("unobservable")).state).toBe("unobservable");
    expect(code(ran(), NO_GIT).state).toBe("unobservable");
  });

  test("of a record that was committed before what the clone holds, the commit is not observable", () => {
    expect(code(runRecord(), git("head", { found: { recordedBeforeHistory: true } }))).toMatchObject({
      state: "unobservable",
      reason: expect.stringContaining("cannot be seen in this clone"),
    });
  });

  test("whole source copies are exact without any commit, an entry script alone is approximate", () => {
    const copies = (whole: boolean) =>
      runRecord({ trace: { sources: { paths: ["_sources/train.py"], whole } } });
    expect(recovered(copies(true), git("head"))).toMatchObject({
      codeFrom: "sources",
      recoverability: { code: { state: "exact" } },
    });
    expect(code(copies(false), git("head")).state).toBe("approximate");
  });

  test("a record without commit that was itself committed is approximate, and told as inferred", () => {
    const recordedIn = { commit: C, at: "2026-01-01T00:00:00Z" };
    expect(recovered(runRecord(), git("head", { found: { recordedIn } }))).toMatchObject({
      codeFrom: "inferred",
      recoverability: { code: { state: "approximate" } },
    });
    // Which commit that is, the tree does not say: a committed report must not either.
    const told = code(runRecord(), git("head", { found: { recordedIn } }));
    expect(told.reason).not.toContain(C.slice(0, 7));
    expect(told.evidence.map(({ commit }) => commit)).toEqual([C]);
    expect(code(runRecord(), git("head")).state).toBe("lost");
    expect(
      code(runRecord({ program: "gone.py" }), git("head", { found: { recordedIn, program: null } })),
    ).toMatchObject({
      state: "lost",
      reason: expect.stringContaining("does not hold gone.py"),
    });
  });

  test("DVC: hashes that equal the files of a commit are exact, where the program is among them", () => {
    const stage = (program: string | null) =>
      runRecord({
        tracker: "dvc",
        id: "dvc.lock:train",
        program,
        trace: { codeHashes: [{ path: "src", digest: `md5:${"a".repeat(32)}.dir` }] },
      });
    const answers = git("head", { found: { hashes: { commit: C, unmatched: [] } } });
    expect(recovered(stage("src/train.py"), answers)).toMatchObject({
      codeFrom: "hashes",
      recoverability: { code: { state: "exact" } },
    });
    expect(code(stage(null), answers).state).toBe("exact");
    expect(code(stage("train.py"), answers)).toMatchObject({
      state: "approximate",
      reason: expect.stringContaining("train.py, the program that ran, is not among them"),
    });
  });

  test("DVC: a hash that no version of the code has is named", () => {
    const digest = `md5:${"0".repeat(32)}`;
    const record = runRecord({ tracker: "dvc", trace: { codeHashes: [{ path: "train.py", digest }] } });
    const found = {
      recordedIn: { commit: C, at: "2026-01-01T00:00:00Z" },
      hashes: { commit: null, unmatched: [{ path: "train.py", digest }] },
    };
    expect(recovered(record, git("head", { found }))).toMatchObject({
      recoverability: {
        code: { state: "approximate", reason: expect.stringContaining("no version of train.py in git") },
      },
      trace: { unmatchedHashes: [{ path: "train.py", digest }] },
    });
  });

  test("what is kept as a patch counts for what a look at it showed", () => {
    const dirty = ran({ dirty: true, trace: { patch: "diff.patch" } });
    const looked = (patch: Found["patch"]) => recovered(dirty, git("head", { found: { patch: patch! } }));
    expect(looked({ state: "whole", why: null }).recoverability.code.state).toBe("exact");
    expect(looked({ state: "part", why: "is cut off" }).recoverability.code).toMatchObject({
      state: "approximate",
      reason: expect.stringContaining("the patch that was kept is cut off"),
    });
    expect(looked({ state: "none", why: "is empty" })).toMatchObject({
      recoverability: {
        code: { state: "approximate", reason: expect.stringContaining("kept as its patch is empty") },
      },
      trace: { patch: null },
    });
  });

  test("a copy that is not what the commit holds contradicts a tree that is recorded as clean", () => {
    const record = ran({ trace: { sources: { paths: ["code/train.py"], whole: false } } });
    const copies = { paths: ["code/train.py"], whole: false, changed: ["train.py"], added: [] };
    expect(code(record, git("head", { found: { copies } }))).toMatchObject({
      state: "approximate",
      reason: expect.stringContaining("the copy of train.py that was kept is not what it holds"),
    });
    const whole = ran({ trace: { sources: { paths: ["code/train.py"], whole: true } } });
    expect(code(whole, git("head", { found: { copies: { ...copies, whole: true } } })).state).toBe("exact");
    const gone = { paths: [], whole: false, changed: [], added: [] };
    expect(recovered(whole, git("absent", { found: { copies: gone } }))).toMatchObject({
      recoverability: { code: { state: "lost" } },
      trace: { sources: null },
    });
  });

  test("commits are recorded abbreviated, in capitals, with a prefix and with a mark of a dirty tree", () => {
    const known = { commits: new Map([["cccccccc", { id: C, reachability: "head" as const }]]) };
    expect(code(ran({ commit: "git:CCCCCCCC" }), git("head", known)).state).toBe("exact");
    expect(code(ran({ commit: "v1.2-3-gcccccccc" }), git("head", known)).state).toBe("exact");
    expect(code(ran({ commit: "git:cccccccc*", dirty: null }), git("head", known))).toMatchObject({
      state: "approximate",
      reason: expect.stringContaining("the tree had uncommitted changes"),
    });
    expect(code(ran({ commit: "None" }), git("head"))).toMatchObject({
      state: "lost",
      reason: "what is recorded as commit is none",
    });
  });

  test("an absent commit of another repository is said to be one, without credentials", () => {
    const record = ran({ trace: { remote: "https://ada:hunter2@example.org/ada/other.git" } });
    const own = { remotes: ["git@example.org:ada/project.git"] };
    expect(code(record, git("absent", own))).toMatchObject({
      state: "lost",
      reason: `commit cccccccc is not in this repository: the record names another one, example.org/ada/other`,
    });
    const same = { remotes: ["git@example.org:ada/Other"] };
    expect(code(record, git("absent", same)).reason).toBe("commit cccccccc is not in this repository");
  });
});

describe("B5: data, environment, parameters, results, purpose", () => {
  const six = (record: RunRecord, declared: readonly string[] | null = null, answers: Asked = git("head")) =>
    recovered(record, answers, declared).recoverability;
  const input = (digest: string | null, source: string | null = null) => ({
    name: "train",
    source,
    digest,
    kind: "dataset",
  });

  test("data: a full digest or a file of the commit is exact, a weak digest approximate, a path lost", () => {
    expect(six(ran({ inputs: [input(`md5:${"a".repeat(32)}`)] })).data.state).toBe("exact");
    expect(
      six(
        ran({ inputs: [input(null, "data/x.csv")] }),
        null,
        git("head", { blobs: new Map([[`${C}:data/x.csv`, "b"]]) }),
      ).data.state,
    ).toBe("exact");
    expect(six(ran({ inputs: [input("1a2b3c4d")] })).data.state).toBe("approximate");
    expect(six(ran({ inputs: [input(null, "/mnt/x.csv")] })).data.state).toBe("lost");
    expect(six(ran({ inputs: [input(null, "data/x.csv")] })).data.state).toBe("lost");
    expect(six(ran()).data.state).toBe("lost");
  });

  test("data and environment of a commit that cannot be seen are not observable", () => {
    const shallow = git("unobservable");
    expect(six(ran({ inputs: [input(null, "data/x.csv")] }), null, shallow).data.state).toBe("unobservable");
    expect(six(ran({ inputs: [input(null, "/mnt/x.csv")] }), null, shallow).data.state).toBe("lost");
    expect(six(ran(), null, shallow).environment.state).toBe("unobservable");
  });

  const at = (path: string, locks = false, differences: string[] = []) => ({ path, locks, differences });
  const lists = (packages: Partial<PackagesFound>) =>
    git("head", {
      found: { packages: { extent: null, why: null, lock: null, manifest: null, ...packages } },
    });

  test("environment: freeze or lock exact, manifest or Python version approximate, nothing lost", () => {
    expect(six(ran({ trace: { packages: "freeze" } })).environment.state).toBe("exact");
    expect(six(ran(), null, lists({ lock: at("uv.lock", true) })).environment.state).toBe("exact");
    expect(six(ran(), null, lists({ manifest: at("requirements.txt", true) })).environment.state).toBe(
      "exact",
    );
    expect(six(ran(), null, lists({ manifest: at("requirements.txt") })).environment.state).toBe(
      "approximate",
    );
    expect(
      six(ran({ environment: { python: "3.11.4", packages: null, hardware: null } })).environment.state,
    ).toBe("approximate");
    expect(six(ran()).environment.state).toBe("lost");
  });

  test("environment: a list that contradicts the one at the commit is said to, and undoes a lock", () => {
    const odd = ["numpy 1.26.4, not 1.24.0"];
    const freeze = { extent: "freeze" as const, manifest: at("requirements.txt", false, odd) };
    expect(six(ran(), null, lists(freeze)).environment).toMatchObject({
      state: "exact",
      reason: expect.stringContaining(
        "requirements.txt at commit cccccccc differs: numpy 1.26.4, not 1.24.0",
      ),
    });
    const partial = { extent: "partial" as const };
    expect(six(ran(), null, lists({ ...partial, lock: at("uv.lock", true) })).environment.state).toBe(
      "exact",
    );
    expect(six(ran(), null, lists({ ...partial, lock: at("uv.lock", true, odd) })).environment).toMatchObject(
      {
        state: "approximate",
        reason: expect.stringContaining("numpy 1.26.4, not 1.24.0"),
      },
    );
  });

  test("environment: what is called a freeze and is none counts for what it is", () => {
    const record = ran({ trace: { packages: "freeze" } });
    const looked = recovered(record, lists({ extent: null, why: "is empty" }));
    expect(looked.recoverability.environment).toMatchObject({
      state: "lost",
      reason: "the list of packages that was kept is empty; nothing of the software is recorded",
    });
    expect(looked.trace.packages).toBeNull();
  });

  test("data and environment of the commit that only holds the record are no more than approximate", () => {
    const found = { recordedIn: { commit: C, at: "2026-01-01T00:00:00Z" } };
    const blobs = new Map([[`${C}:data/x.csv`, "b"]]);
    const record = runRecord({ inputs: [input(null, "data/x.csv")] });
    const packages = { extent: null, why: null, lock: at("uv.lock", true), manifest: null };
    const answers = six(record, null, git("head", { blobs, found: { ...found, packages } }));
    expect(answers.data.state).toBe("approximate");
    expect(answers.environment.state).toBe("approximate");
  });

  test("data: a folder of the commit is exact, a version that a storage gives is not", () => {
    const folder = ran({ inputs: [input(null, "data")] });
    expect(six(folder, null, git("head", { found: { heldFolders: new Set(["data"]) } })).data.state).toBe(
      "exact",
    );
    expect(six(ran({ inputs: [input(`etag:${"a".repeat(32)}`)] })).data.state).toBe("approximate");
  });

  test("data: a hash that no version of a tracked file has is no identity", () => {
    const digest = `md5:${"0".repeat(32)}`;
    const found = { hashes: { commit: null, unmatched: [{ path: "data/x.csv", digest }] } };
    expect(
      six(ran({ inputs: [input(digest, "data/x.csv")] }), null, git("head", { found })).data,
    ).toMatchObject({
      state: "approximate",
      reason: "no version of data/x.csv in git has the recorded hash",
    });
  });

  test("B7: parameters are exact with the seed and all that is declared, else approximate, none lost", () => {
    expect(six(ran({ params: { lr: "0.1", seed: "0" } }), ["lr", "seed"]).parameters.state).toBe("exact");
    expect(six(ran({ params: { "train.lr": 0.1, "train.random_state": 0 } }), ["lr"]).parameters.state).toBe(
      "exact",
    );
    expect(six(ran({ params: { lr: "0.1" } })).parameters).toMatchObject({
      state: "approximate",
      reason: expect.stringContaining("no seed"),
    });
    expect(six(ran({ params: { seed: null } })).parameters.state).toBe("approximate");
    expect(six(ran({ params: { seed: 0 } }), ["lr"]).parameters.reason).toContain(
      "declared but not recorded: lr",
    );
    expect(six(ran()).parameters.state).toBe("lost");
  });

  test("parameters: what the recorded command line says counts with them", () => {
    const command = "python train.py --lr 0.1 --seed 3";
    expect(six(ran({ command }), ["lr", "seed"]).parameters).toMatchObject({
      state: "exact",
      reason: "no parameter is recorded but 2 on the command line, the seed among them",
    });
    expect(six(ran({ command, params: { depth: 2 } }), ["lr", "seed", "depth"]).parameters.state).toBe(
      "exact",
    );
    expect(six(ran({ command: "python train.py" })).parameters.state).toBe("lost");
  });

  test("what a tracker never records is lost, and not hidden, where its record is not here", () => {
    const gone = { trace: { incomplete: "its log is not here" } };
    expect(six(ran({ tracker: "lightning", ...gone })).data.state).toBe("lost");
    expect(six(ran({ tracker: "lightning", ...gone })).parameters.state).toBe("unobservable");
    expect(six(ran({ tracker: "hydra", ...gone })).environment.state).toBe("lost");
    expect(six(ran({ tracker: "wandb", ...gone })).environment.state).toBe("unobservable");
  });

  test("what only hides the results hides neither parameters nor data", () => {
    const elsewhere = ran({
      trace: { incomplete: "its outputs lie in the DVC remote store", hidden: "results" },
    });
    expect(six(elsewhere).parameters.state).toBe("lost");
    expect(six(elsewhere).data.state).toBe("lost");
    expect(six(elsewhere).results.state).toBe("unobservable");
  });

  test("results: finished with metrics and artifacts is exact", () => {
    const metrics = { loss: { last: 1, min: 1, max: 1, count: 1, lastStep: 0 } };
    expect(six(ran({ metrics, artifacts: ["model.pt"] })).results.state).toBe("exact");
    expect(six(ran({ metrics })).results.state).toBe("approximate");
    expect(six(ran({ metrics, artifacts: ["m"], trace: { missingArtifacts: ["m"] } })).results.state).toBe(
      "approximate",
    );
    expect(six(ran({ metrics, artifacts: ["m"], status: "failed" })).results.state).toBe("approximate");
    expect(six(ran()).results.state).toBe("lost");
  });

  test("purpose: a description is exact, a given name approximate, defaults lost", () => {
    expect(six(ran({ description: "warm-up?" })).purpose.state).toBe("exact");
    expect(six(ran({ name: "warm-up", trace: { defaultName: false } })).purpose.state).toBe("approximate");
    expect(six(ran({ tags: { phase: "pilot" } })).purpose.state).toBe("approximate");
    expect(six(ran({ name: "brave-fox-12", tags: { "mlflow.user": "x" } })).purpose.state).toBe("lost");
  });

  test("a cut record is not observable where it holds nothing", () => {
    const cut = ran({ trace: { incomplete: "the record is cut off" } });
    expect(six(cut).data.state).toBe("unobservable");
    expect(six(cut).results.state).toBe("unobservable");
  });

  test("overall is the worst of code, data, environment and parameters", () => {
    expect(six(ran()).overall).toBe("lost");
    const full = ran({
      inputs: [input(`sha256:${"a".repeat(64)}`)],
      params: { seed: 1 },
      trace: { packages: "freeze" },
    });
    expect(six(full).overall).toBe("exact");
    expect(six({ ...full, dirty: null }).overall).toBe("approximate");
  });
});
