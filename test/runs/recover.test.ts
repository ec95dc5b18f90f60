import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../src/core/run.js";
import type { Reachability } from "../../src/core/workspace.js";
import type { GitAnswers } from "../../src/runs/questions.js";
import { recover } from "../../src/runs/recover.js";
import { runRecord } from "../tools/run-record.js";

const C = "c".repeat(40);
const NO_GIT: GitAnswers = {
  git: false,
  why: "there is no git here",
  hasRemote: false,
  commits: new Map(),
  blobs: new Map(),
  recordedIn: new Map(),
  hashesMatch: new Map(),
};

/** A repository that knows commit C. */
function git(
  reachability: Reachability,
  blobs: Record<string, string | null> = { "train.py": "b" },
  more: Partial<GitAnswers> = {},
): GitAnswers {
  return {
    ...NO_GIT,
    git: true,
    why: null,
    hasRemote: true,
    commits: new Map([[C, { id: C, reachability }]]),
    blobs: new Map(Object.entries(blobs).map(([path, blob]) => [`${C}:${path}`, blob])),
    ...more,
  };
}

const code = (record: RunRecord, answers: GitAnswers) => recover(record, answers, null).recoverability.code;
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
    expect(code(ran(), git("branch", undefined, { hasRemote: false })).state).toBe("exact");
    expect(code(ran(), git("dangling")).state).toBe("approximate");
  });

  test("an absent commit and one without the program are lost", () => {
    expect(recover(ran(), git("absent"), null)).toMatchObject({
      codeLoss: "absent-commit",
      recoverability: { code: { state: "lost" } },
    });
    expect(recover(ran(), git("head", { "train.py": null }), null)).toMatchObject({
      codeLoss: "absent-program",
      recoverability: { code: { state: "lost", reason: expect.stringContaining("does not hold train.py") } },
    });
  });

  test("a shallow clone and a missing git are not observable", () => {
    expect(code(ran(), git("unobservable")).state).toBe("unobservable");
    expect(code(ran(), NO_GIT).state).toBe("unobservable");
  });

  test("whole source copies are exact without any commit, an entry script alone is approximate", () => {
    const copies = (whole: boolean) =>
      runRecord({ trace: { sources: { paths: ["_sources/train.py"], whole } } });
    expect(recover(copies(true), git("head"), null)).toMatchObject({
      codeFrom: "sources",
      recoverability: { code: { state: "exact" } },
    });
    expect(code(copies(false), git("head")).state).toBe("approximate");
  });

  test("a record without commit that was itself committed is approximate, and told as inferred", () => {
    const record = runRecord();
    const recordedIn = new Map([[record.location.path, { commit: C, at: "2026-01-01T00:00:00Z" }]]);
    expect(recover(record, git("head", {}, { recordedIn }), null)).toMatchObject({
      codeFrom: "inferred",
      recoverability: { code: { state: "approximate" } },
    });
    expect(code(record, git("head", {})).state).toBe("lost");
  });

  test("DVC: hashes that equal the blobs of a commit are exact", () => {
    const record = runRecord({ tracker: "dvc", id: "dvc.lock:train" });
    const answers = git("head", {}, { hashesMatch: new Map([["dvc:dvc.lock:train", true]]) });
    expect(recover(record, answers, null)).toMatchObject({
      codeFrom: "hashes",
      recoverability: { code: { state: "exact" } },
    });
  });
});

describe("B5: data, environment, parameters, results, purpose", () => {
  const six = (record: RunRecord, declared: readonly string[] | null = null, answers = git("head")) =>
    recover(record, answers, declared).recoverability;
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
        git("head", { "train.py": "b", "data/x.csv": "b" }),
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

  test("environment: freeze or lock exact, manifest or Python version approximate, nothing lost", () => {
    expect(six(ran({ trace: { packages: "freeze" } })).environment.state).toBe("exact");
    expect(six(ran(), null, git("head", { "train.py": "b", "uv.lock": "b" })).environment.state).toBe(
      "exact",
    );
    expect(
      six(ran(), null, git("head", { "train.py": "b", "requirements.txt": "b" })).environment.state,
    ).toBe("approximate");
    expect(
      six(ran({ environment: { python: "3.11.4", packages: null, hardware: null } })).environment.state,
    ).toBe("approximate");
    expect(six(ran()).environment.state).toBe("lost");
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
