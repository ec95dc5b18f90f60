import { describe, expect, test } from "vitest";
import { type Evidence, type EvidenceKinds, evidence } from "../../src/core/evidence.js";
import { seedFacts } from "../../src/model/seeds.js";

type Fields<K extends "code.seed" | "code.random"> = Partial<EvidenceKinds[K]>;

const at = (line: number, path = "train.py") => ({ path, line });
const entry = (program = "train.py", purpose: "training" | "evaluation" = "training"): Evidence =>
  evidence("code.entry", { path: program }, { program, purpose, named: "__main__" });
const seed = (line: number, fields: Fields<"code.seed"> = {}): Evidence =>
  evidence("code.seed", at(line), {
    sources: ["torch"],
    call: "torch.manual_seed",
    value: "0",
    on: "yes",
    test: false,
    programs: ["train.py"],
    ...fields,
  });
const draw = (line: number, fields: Fields<"code.random"> = {}): Evidence =>
  evidence("code.random", at(line), {
    source: "torch",
    call: "torch.randn",
    purpose: "training",
    test: false,
    programs: ["train.py"],
    ...fields,
  });
const stateOf = (...all: Evidence[]) => seedFacts([entry(), ...all]).state;

describe("C3: the seed state", () => {
  test("is full when each source that training draws from is seeded", () => {
    expect(stateOf(seed(1), draw(2))).toBe("full");
  });

  test("is full when seeds are set and no draw is seen", () => {
    expect(stateOf(seed(1))).toBe("full");
  });

  test("is partial when one source is seeded and another is not", () => {
    expect(stateOf(seed(1), draw(2), draw(3, { source: "numpy", call: "numpy.random.rand" }))).toBe(
      "partial",
    );
  });

  test("is partial when seeding hangs on a condition that cannot be told", () => {
    expect(stateOf(seed(1, { on: "unknown", why: "depends on rank" }), draw(2))).toBe("partial");
  });

  test("is wired-but-off when the only seed is off by default", () => {
    expect(stateOf(seed(1, { on: "no", why: "cfg.seed is null" }), draw(2))).toBe("wired-but-off");
  });

  test("is none when the seed is None, comes from the clock, or comes after the draw", () => {
    expect(stateOf(seed(1, { value: null }), draw(2))).toBe("none");
    expect(stateOf(seed(2), draw(1, { early: true }))).toBe("none");
  });

  test("is none when nothing that runs leads to the seed, or only a test does", () => {
    expect(stateOf(seed(1, { programs: [], on: "no" }), draw(2))).toBe("none");
    expect(stateOf(seed(1, { test: true, programs: [] }), draw(2))).toBe("none");
  });

  test("is conflicting when a fixed seed is replaced by a changing one", () => {
    const changed = seed(2, { value: null, conflict: "replaces torch.manual_seed(0) at train.py:1" });
    expect(stateOf(seed(1), changed, draw(3))).toBe("conflicting");
  });

  test("is split-only when only the splitter has a seed", () => {
    const split = seed(1, { sources: ["sklearn"], call: "train_test_split", own: "split" });
    expect(stateOf(split, draw(2, { source: "sklearn", call: "KMeans" }))).toBe("split-only");
  });

  test("is data-only when another program seeds its own data", () => {
    const prepared = seed(1, { sources: ["python"], call: "random.seed", programs: ["prepare.py"] });
    expect(stateOf(prepared, draw(2))).toBe("data-only");
  });

  test("is sacred-auto when Sacred alone seeds", () => {
    const sacred = seed(1, { sources: ["python", "numpy"], call: "sacred.Experiment", value: "automatic" });
    expect(stateOf(sacred, draw(2, { source: "numpy" }))).toBe("sacred-auto");
  });

  test("is n-a when nothing draws and nothing seeds", () => {
    expect(stateOf()).toBe("n-a");
    expect(seedFacts([]).state).toBe("n-a");
  });
});

describe("C3: which draws a seed settles", () => {
  test("NumPy's global seed settles what scikit-learn draws, not a generator of its own", () => {
    const numpy = seed(1, { sources: ["numpy"], call: "numpy.random.seed" });
    const { sources } = seedFacts([
      entry(),
      numpy,
      draw(2, { source: "sklearn", call: "train_test_split", purpose: "split" }),
      draw(3, { source: "numpy-generator", call: "numpy.random.default_rng" }),
    ]);
    expect(sources.map(({ source, verdict }) => `${source} ${verdict}`)).toEqual([
      "numpy seeded",
      "numpy-generator unseeded",
      "sklearn seeded",
    ]);
  });

  test("a seed of one program settles nothing in another", () => {
    const facts = seedFacts([
      entry("a.py"),
      entry("b.py"),
      seed(1, { programs: ["a.py"] }),
      draw(2, { programs: ["a.py", "b.py"] }),
    ]);
    expect(facts.sources).toMatchObject([{ source: "torch", verdict: "unseeded" }]);
  });

  test("a seeding that is sure outweighs one for the CUDA generators only", () => {
    const cuda = seed(2, { call: "torch.cuda.manual_seed_all", on: "unknown" });
    expect(stateOf(seed(1), cuda)).toBe("full");
    expect(stateOf(seed(1), cuda, draw(3))).toBe("full");
  });

  test("the seed of a search decides nothing about training", () => {
    const sampler = seed(1, { sources: ["optuna"], call: "optuna.samplers.TPESampler", own: "training" });
    expect(stateOf(sampler, draw(2))).toBe("none");
  });
});

describe("C3: the verdict of a source", () => {
  const verdicts = (...all: Evidence[]) =>
    seedFacts([entry(), ...all]).sources.map(({ source, verdict }) => `${source} ${verdict}`);

  test("is conflicting where its seed is undone further on, and says by what", () => {
    const words = "time() differs each time, and it replaces torch.manual_seed(1)";
    const changed = seed(5, { value: null, conflict: words });
    const { sources } = seedFacts([entry(), seed(1, { value: "1" }), changed, draw(2)]);
    expect(sources).toMatchObject([{ verdict: "conflicting", value: null, why: words }]);
    expect(sources[0]!.locations[0]).toEqual(at(5));
  });

  test("stays seeded where a second fixed seed follows, and says so", () => {
    const again = seed(5, { value: "2", again: "torch.manual_seed(2) replaces torch.manual_seed(1)" });
    const { state, sources } = seedFacts([entry(), seed(1, { value: "1" }), again, draw(2)]);
    expect(state).toBe("full");
    expect(sources).toMatchObject([
      {
        verdict: "seeded",
        value: "1",
        why: "torch.manual_seed(1); torch.manual_seed(2) replaces torch.manual_seed(1)",
      },
    ]);
  });

  test("is not conflicting where two programs have a seed each", () => {
    const other = seed(1, { value: "2", programs: ["other.py"] });
    expect(verdicts(entry("other.py"), seed(1), other, draw(2))).toEqual(["torch seeded"]);
  });

  test("follows what its seed is drawn from", () => {
    const drawn = seed(2, { value: null, drawnFrom: "python", why: "random.randint() differs each time" });
    const python = seed(1, { sources: ["python"], call: "random.seed" });
    expect(verdicts(drawn, draw(3))).toEqual(["torch unseeded"]);
    expect(verdicts(python, drawn, draw(3))).toEqual(["python seeded", "torch seeded"]);
  });

  test("is not-needed for a source that is used without a draw", () => {
    const folds = evidence("code.undrawn", at(4), {
      source: "sklearn",
      call: "KFold",
      why: "KFold draws nothing as it is called",
      programs: ["train.py"],
    });
    expect(verdicts(folds)).toEqual(["sklearn not-needed"]);
    expect(verdicts(folds, draw(5, { source: "sklearn", call: "KMeans" }))).toEqual(["sklearn unseeded"]);
    expect(stateOf(folds)).toBe("n-a");
  });

  test("is unseeded for a draw that no seed of its source reaches", () => {
    expect(verdicts(seed(1), draw(2, { apart: "each process seeds itself" }))).toEqual(["torch unseeded"]);
  });

  test("is seeded by what a library does untold, which makes no half of a practice", () => {
    const booster = seed(2, {
      sources: ["xgboost"],
      call: "xgboost.XGBClassifier",
      own: "training",
      byDefault: true,
      why: "XGBoost seeds itself with 0 where nothing else is given",
    });
    expect(verdicts(booster)).toEqual(["xgboost seeded"]);
    expect(stateOf(booster)).toBe("full");
    expect(stateOf(booster, draw(1, { source: "sklearn", call: "train_test_split", purpose: "split" }))).toBe(
      "none",
    );
  });

  test("one seeded program of two makes the whole partial", () => {
    const other = [entry("train_small.py"), draw(3, { programs: ["train_small.py"] })];
    expect(stateOf(seed(1), ...other)).toBe("partial");
  });

  test("one open program of many is named and lowers nothing", () => {
    const programs = ["a", "b", "c", "d", "e", "f", "g"].map((name) => `train_${name}.py`);
    const seeded = programs.flatMap((program) => [
      entry(program),
      seed(1, { programs: [program] }),
      draw(2, { programs: [program] }),
    ]);
    const open = [entry("train_h.py"), draw(9, { source: "gym", programs: ["train_h.py"] })];
    const { state, sources } = seedFacts([...seeded, ...open]);
    expect(state).toBe("full");
    expect(sources).toMatchObject([
      { source: "gym", verdict: "unseeded" },
      { source: "torch", verdict: "seeded" },
    ]);
    // Of half as many, one is too much to be passed over.
    expect(seedFacts([...seeded.slice(0, 9), ...open]).state).toBe("partial");
  });
});

describe("C3: the headline", () => {
  const command = (program: string): Evidence =>
    evidence(
      "docs.command",
      { path: "README.md", line: 3 },
      { command: `python ${program}`, program, purpose: "training" },
    );
  const both = [
    entry("good.py"),
    entry("weak.py"),
    seed(1, { programs: ["good.py"] }),
    draw(2, { programs: ["good.py"] }),
    draw(3, { programs: ["weak.py"] }),
  ];

  test("is what documents run, whatever side scripts do", () => {
    expect(seedFacts([...both, command("good.py")]).state).toBe("full");
    expect(seedFacts([...both, command("weak.py")]).state).not.toBe("full");
    expect(seedFacts(both).state).toBe("partial");
  });

  test("is what the README runs before what documents of folders run", () => {
    const run = (program: string, path: string) =>
      evidence("docs.command", { path }, { command: `python ${program}`, program, purpose: "training" });
    const all = [
      evidence(
        "docs.readme",
        { path: "README.md" },
        { words: 9, purpose: true, structure: false, headings: [] },
      ),
      entry(),
      entry("offline.py"),
      run("offline.py", "examples/README.md"),
      seed(1),
      draw(2),
      draw(3, { programs: ["offline.py"] }),
    ];
    expect(seedFacts(all).state).not.toBe("full");
    expect(seedFacts([...all, run("train.py", "README.md")]).state).toBe("full");
  });

  test("one weak program of a collection decides nothing, several with one open draw each do", () => {
    const names = Array.from({ length: 12 }, (_, index) => `study_${index}.py`);
    const collection = names.flatMap((program) => [
      entry(program),
      command(program),
      seed(1, { programs: [program] }),
      draw(2, { programs: [program] }),
    ]);
    const open = (index: number) =>
      draw(10 + index, { source: "numpy", call: "numpy.random.rand", programs: [`study_${index}.py`] });
    expect(seedFacts([...collection, open(0)]).state).toBe("full");
    expect(seedFacts([...collection, open(0), open(1), open(2), open(3)]).state).toBe("partial");
  });

  test("a source that one of the programs seeds is told open in the other by name", () => {
    const { sources } = seedFacts([
      entry(),
      entry("train_offline.py"),
      seed(1),
      draw(2, { programs: ["train.py", "train_offline.py"] }),
    ]);
    expect(sources[0]).toMatchObject({
      verdict: "unseeded",
      why: "torch.randn draws, and train_offline.py does not seed it",
    });
  });

  test("leaves notebooks out where scripts train", () => {
    const notebook = [entry("play.ipynb"), draw(4, { programs: ["play.ipynb"] })];
    expect(stateOf(seed(1), draw(2), ...notebook)).toBe("full");
  });

  test("leaves out programs that are put aside where others train", () => {
    const old = [entry("archive/old.py"), draw(4, { programs: ["archive/old.py"] })];
    expect(stateOf(seed(1), draw(2), ...old)).toBe("full");
  });
});

describe("C3: what is said of a source", () => {
  const keras = draw(2, { source: "keras", call: "keras.layers.Dense" });
  const tensorflow = seed(1, {
    sources: ["tensorflow", "keras"],
    call: "tensorflow.random.set_seed",
    value: "1",
  });
  const whyOf = (...all: Evidence[]) =>
    seedFacts([entry(), ...all]).sources.find(({ source }) => source === "keras")?.why;

  test("weights of Keras that TensorFlow's seed alone settles are told with their reservation", () => {
    expect(whyOf(tensorflow, keras)).toBe(
      "tensorflow.random.set_seed(1); from Keras 2.10 on first weights also need random.seed",
    );
    expect(whyOf(tensorflow, seed(1, { sources: ["python"], call: "random.seed" }), keras)).toBe(
      "tensorflow.random.set_seed(1)",
    );
  });

  test("what one program seeds says nothing of another whose seeding is off", () => {
    const off = seed(1, { sources: ["python"], on: "no", value: null, why: "args.seed is null" });
    const other = seed(2, { sources: ["python"], programs: ["tune.py"] });
    const { sources } = seedFacts([entry(), entry("tune.py"), off, other]);
    expect(sources.map(({ source }) => source)).not.toContain("python");
  });
});
