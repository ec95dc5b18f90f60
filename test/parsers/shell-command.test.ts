import fc from "fast-check";
import { expect, test } from "vitest";
import { parseShellCommands } from "../../src/parsers/shell-command.js";
import { splitCommands } from "../../src/parsers/shell-words.js";

const programs = (text: string) => parseShellCommands(text).map((command) => command.program);

test.each([
  ["python train.py --lr 0.1", "train.py"],
  ["CUDA_VISIBLE_DEVICES=0,1 python3 -u train.py > log.txt 2>&1 &", "train.py"],
  ["python -m pkg.train lr=1", "pkg.train"],
  ["python -W ignore -X dev train.py", "train.py"],
  ["python -m torch.distributed.launch --nproc_per_node=4 main.py --a b.py", "main.py"],
  ["torchrun --standalone --nproc_per_node=8 train.py config/a.py", "train.py"],
  ["accelerate launch --config_file c.yaml run.py", "run.py"],
  ["srun -p gpu --gres=gpu:1 python -m pkg.train", "pkg.train"],
  ["sbatch --gres=gpu:1 job.sh", "job.sh"],
  ["poetry run python x.py", "x.py"],
  ["uv run --extra gpu train.py", "train.py"],
  ["sudo -E env A=1 python3.8 a.py", "a.py"],
  ["docker run --gpus all -v $PWD:/w image python train.py", "train.py"],
  ["dvc run -n train -d train.py -o model.pkl python fit.py", "fit.py"],
  ["dvc stage add -n train -d a.csv python fit.py", "fit.py"],
  ["bash -c 'cd x && python y.py'", "y.py"],
  ["streamlit run app.py", "app.py"],
  ["jupyter nbconvert --execute nb.ipynb", "nb.ipynb"],
  ["python train.py -m lr=1,2", "train.py"],
  ["(env) $ python a.py  # comment", "a.py"],
  ["ada@box:~/x$ ./run.sh", "./run.sh"],
  ["!python a.py", "a.py"],
  ["%run b.py", "b.py"],
  ["python scripts\\train.py", "scripts/train.py"],
  ["python -c 'print(1)'", null],
  ["python -m pip install x", null],
  ["pip install torch", null],
  ["make train", null],
])("C2: %s runs %s", (text, program) => {
  expect(programs(text)).toEqual([program]);
});

test("C2: separators, loops and conditions give one command each", () => {
  expect(
    programs("cd x && python a.py; python b.py | tee log\nfor i in 1 2; do python c.py --seed $i; done"),
  ).toEqual([null, "a.py", "b.py", null, "c.py"]);
});

test("C2: lines are those of the first word, through continuations, comments and here-documents", () => {
  const text = "# first\npython a.py \\\n  --x 1\ncat <<EOF > f\npython no.py\nEOF\npython b.py\n";
  expect(parseShellCommands(text).map(({ program, line }) => [program, line])).toEqual([
    ["a.py", 2],
    [null, 4],
    ["b.py", 7],
  ]);
});

test("C2: quotes keep words together, redirections and assignments are no words", () => {
  expect(parseShellCommands(`A=1 python t.py --note "two words" 'x y' > out 2>&1`)[0]?.words).toEqual([
    "python",
    "t.py",
    "--note",
    "two words",
    "x y",
  ]);
});

test("C2: a placeholder in angle brackets and a bound without quotes are words, not redirections", () => {
  expect(parseShellCommands("python t.py --data <path to data> --x")[0]?.words.at(-2)).toBe("<path to data>");
  expect(parseShellCommands("pip install torch>=1.0 numpy<2")[0]?.words).toEqual([
    "pip",
    "install",
    "torch>=1.0",
    "numpy<2",
  ]);
});

test("F1: a command called like a property of every object is a command", () => {
  expect(programs("toString x\nconstructor run y")).toEqual([null, null]);
});

test("F1: any text is split without throwing, and lines stay inside it", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400, unit: "binary" }), (text) => {
      const lines = text.split(/\r\n|\r|\n/).length;
      for (const { line } of parseShellCommands(text)) expect(line).toBeLessThanOrEqual(lines);
    }),
  );
});

test("F1: words written plainly come back as written", () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9_./-]{0,12}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
      expect(splitCommands(words.join(" "))).toEqual([{ words, line: 1 }]);
    }),
  );
});

test("C8: variables that are set for one command are kept with it", () => {
  const [first, second] = parseShellCommands(
    'SEED=1 NAME="a b" python train.py --lr 2\npython train.py X=1\n',
  );
  expect(first).toMatchObject({ program: "train.py", assignments: ["SEED=1", "NAME=a b"] });
  expect(second).not.toHaveProperty("assignments");
});
