import { describe, expect, test } from "vitest";
import type { Sources } from "./repository.js";
import { studied } from "./studied.js";

/** The calls that a program makes, in their order. */
async function run(sources: Sources, program: string): Promise<string[]> {
  const { graph, order } = await studied(sources);
  return graph.files
    .flatMap((file) => file.calls.map((call) => ({ name: call.name, rank: order.of(program, file, call) })))
    .filter(({ rank }) => rank !== null)
    .sort((a, b) => a.rank! - b.rank!)
    .map(({ name }) => name);
}

describe("C1: the order in which a program makes its calls", () => {
  test("an import runs the module's top level, once, packages first", async () => {
    const found = await run(
      {
        "pkg/__init__.py": "first()\n",
        "pkg/a.py": "import pkg.b\nsecond()\n",
        "pkg/b.py": "import pkg.a\nthird()\n\ndef helper():\n    import pkg.c\n    fifth()\n",
        "pkg/c.py": "fourth()\n",
        "train.py": "import pkg.a\nfrom pkg.b import helper\nhelper()\nlast()\n",
      },
      "train.py",
    );
    expect(found).toEqual(["first", "third", "second", "pkg.b.helper", "fourth", "fifth", "last"]);
  });

  test("a function's body runs where it is called first, recursion ends", async () => {
    const found = await run(
      {
        "train.py":
          'def late(n):\n    inside()\n    late(n - 1)\n\ndef main():\n    before()\n    late(3)\n    late(2)\n\nif __name__ == "__main__":\n    main()\n    after()\n',
      },
      "train.py",
    );
    expect(found).toEqual([
      "train.main",
      "before",
      "train.late",
      "inside",
      "train.late",
      "train.late",
      "after",
    ]);
  });

  test("arguments and receivers come before the call that takes them", async () => {
    const found = await run(
      { "train.py": "def f(x):\n    body()\n\nf(\n    a(b()),\n).then(c())\nlast()\n" },
      "train.py",
    );
    expect(found.filter((name) => name !== "train.f().then")).toEqual([
      "b",
      "a",
      "train.f",
      "body",
      "c",
      "last",
    ]);
  });

  test("a constructor runs where the object is made, a method where it is called, others when the framework has it", async () => {
    const found = await run(
      {
        "train.py": `import lightning as L
import torch


class Base(L.LightningModule):
    def __init__(self):
        base()


class Model(Base):
    def training_step(self, batch):
        step()

    def prepare(self):
        prepared()


def go(model):
    model.prepare()


model = Model()
torch.manual_seed(1)
go(model)
trainer = L.Trainer()
trainer.fit(model)
end()
`,
      },
      "train.py",
    );
    expect(found).toEqual([
      "train.Model",
      "base",
      "torch.manual_seed",
      "train.go",
      "model.prepare",
      "prepared",
      "lightning.Trainer",
      "lightning.Trainer().fit",
      "step",
      "end",
    ]);
  });

  test("what is handed on comes after the call that takes it, and what nothing runs has no rank", async () => {
    const sources = {
      "train.py":
        "import optuna\n\ndef objective(trial):\n    inside()\n\ndef dead():\n    never()\n\nstudy = optuna.create_study()\nstudy.optimize(objective)\nlast()\n",
    };
    expect(await run(sources, "train.py")).toEqual([
      "optuna.create_study",
      "optuna.create_study().optimize",
      "inside",
      "last",
    ]);
    const { graph, order } = await studied(sources);
    const [file] = graph.files;
    const never = file!.calls.find(({ name }) => name === "never")!;
    expect(order.of("train.py", file!, never)).toBeNull();
    expect(order.of("other.py", file!, never)).toBeNull();
  });

  test("a place that is told by its line and column alone is the call there", async () => {
    const { graph, order } = await studied({ "train.py": "a()\nb()\n" });
    const [file] = graph.files;
    const place = { scope: null, location: { path: "train.py", line: 2, column: 1 } };
    expect(order.of("train.py", file!, place)).toBe(1);
  });

  test("a decorator of the project runs around the function, before its body", async () => {
    const found = await run(
      {
        "train.py":
          "def seeded(fn):\n    def wrapper():\n        seed()\n        return fn()\n    return wrapper\n\n@seeded\ndef main():\n    draw()\n\nearly()\nmain()\n",
      },
      "train.py",
    );
    expect(found).toEqual(["early", "train.main", "seed", "fn", "draw"]);
  });

  test("what a variable or a table chooses runs where it is called", async () => {
    const found = await run(
      {
        "train.py":
          "def a():\n    in_a()\n\ndef b():\n    in_b()\n\nTABLE = {'a': a}\nchosen = a if big else b\nfirst()\nchosen()\nsecond()\nTABLE[name]()\n",
      },
      "train.py",
    );
    expect(found).toEqual(["first", "chosen", "in_a", "in_b", "second", "TABLE[name]"]);
  });

  test("a thread's function runs once it is started", async () => {
    const found = await run(
      {
        "train.py":
          "from threading import Thread\n\ndef work():\n    inside()\n\nt = Thread(target=work)\nbefore()\nt.start()\nafter()\n",
      },
      "train.py",
    );
    expect(found).toEqual(["threading.Thread", "before", "threading.Thread().start", "inside", "after"]);
  });

  test("cells of a notebook run in their order", async () => {
    const cell = (source: string) => ({
      cell_type: "code",
      execution_count: 1,
      metadata: {},
      outputs: [],
      source,
    });
    const notebook = JSON.stringify({
      cells: [cell("def f():\n    inside()\n"), cell("first()\n"), cell("f()\nlast()\n")],
      metadata: { language_info: { name: "python" } },
      nbformat: 4,
      nbformat_minor: 5,
    });
    expect(await run({ "a.ipynb": notebook }, "a.ipynb")).toEqual(["first", "f", "inside", "last"]);
  });

  test("a call has a rank in the programs that run it, and in no other", async () => {
    const { graph, order, reach } = await studied({
      "lib.py":
        "import torch\n\nclass Net(torch.nn.Module):\n    def forward(self):\n        ahead()\n    def fit(self):\n        self.forward()\n    def unused(self):\n        never()\n\ndef make():\n    return Net()\n\ndef other():\n    elsewhere()\n",
      "a.py": "from lib import make\nnet = make()\nnet.fit()\nprint(net)\n",
      "b.py": "import lib\nmap(lib.other, [])\nprint(lib)\n",
    });
    for (const program of reach.programs.keys()) {
      for (const file of graph.files) {
        for (const call of file.calls) {
          expect([call.name, order.of(program, file, call) !== null]).toEqual([
            call.name,
            reach.runBy(file, call).includes(program),
          ]);
        }
      }
    }
  });

  test("which of several calls comes first is told alike while the run is followed and at its end", async () => {
    const { graph, order } = await studied({
      "data.py": "early()\n",
      "train.py":
        "def main():\n    draw()\n    seed()\n\ndef unused():\n    never()\n\nmain()\nimport data\nlast()\n",
    });
    const call = (name: string) =>
      graph.files.flatMap(({ calls }) => calls).find((one) => one.name === name)!;
    const isFirst = (name: string, ...others: string[]): boolean =>
      order.isFirst("train.py", call(name), new Set(others.map(call)));
    const told = (): boolean[] => [
      isFirst("seed", "draw"),
      isFirst("draw", "seed", "last"),
      isFirst("early", "last"),
      isFirst("last", "early", "never"),
      isFirst("last", "never"),
      isFirst("never", "last"),
      isFirst("never"),
    ];
    const expected = [false, true, true, false, true, false, false];
    expect(told()).toEqual(expected);
    expect(told()).toEqual(expected);
  });
});
