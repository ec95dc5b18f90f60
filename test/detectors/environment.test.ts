import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { detector } from "../../src/detectors/environment.js";
import { type Observed, observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const see = (files: Files) => observe(detector, files);
const fixture = (path: string) =>
  readFileSync(
    fileURLToPath(new URL(`../../fixtures/detectors/environment/${path}`, import.meta.url)),
    "utf8",
  );
const manifests = (seen: Observed) =>
  seen
    .of("env.manifest")
    .map(({ location, format, total, pinned }) => [location.path, format, total, pinned]);

describe("A5: package lists", () => {
  test("A5: each file gives a manifest with its counts, and a package each with its line", async () => {
    const seen = await see({ "requirements.txt": "# x\ntorch==2.0.1\nnumpy>=1.2\n" });
    expect(seen.of("env.manifest")).toEqual([
      {
        kind: "env.manifest",
        confidence: "high",
        location: { path: "requirements.txt", line: 2 },
        format: "requirements",
        total: 2,
        pinned: 1,
        transitive: false,
        hashes: false,
        readable: true,
        platformOnly: false,
      },
    ]);
    expect(
      seen.of("env.package").map(({ name, spec, pinned, location }) => [name, spec, pinned, location.line]),
    ).toEqual([
      ["torch", "==2.0.1", true, 2],
      ["numpy", ">=1.2", false, 3],
    ]);
  });

  test("A5: a lock is transitive with hashes, and repeats no package of the list beside it", async () => {
    const seen = await see({
      "pyproject.toml": fixture("uv/pyproject.toml"),
      "uv.lock": fixture("uv/uv.lock"),
    });
    const lock = seen.of("env.manifest").find((one) => one.format === "uv.lock");
    expect([lock?.transitive, lock?.hashes, lock?.pinned === lock?.total]).toEqual([true, true, true]);
    expect(new Set(seen.of("env.package").map((one) => one.location.path))).toEqual(
      new Set(["pyproject.toml"]),
    );
  });

  test("A5: a lock alone gives its packages", async () => {
    const seen = await see({ "uv.lock": fixture("uv/uv.lock") });
    expect(seen.of("env.package").map((one) => one.name)).toContain("joblib");
  });

  test("trap 9: a list in a subfolder speaks for the repository", async () => {
    expect(manifests(await see({ "src/requirements.txt": "pandas\n" }))).toEqual([
      ["src/requirements.txt", "requirements", 1, 0],
    ]);
  });

  test("trap 9: lists of documentation, tests, vendored code and run records do not", async () => {
    const seen = await see({
      "docs/requirements.txt": "sphinx\n",
      "tests/requirements.txt": "pytest\n",
      "third_party/x/setup.py": "setup(install_requires=['a'])\n",
      "mlruns/0/abc/artifacts/model/requirements.txt": "mlflow\n",
      "wandb/run-20240101_000000-abcd1234/files/requirements.txt": "wandb==0.15\n",
      "model/MLmodel": "flavors: {}\n",
      "model/conda.yaml": "dependencies:\n  - numpy\n",
    });
    expect(seen.all).toEqual([]);
  });

  test("A5: lists of tools are left out beside another list, and count alone", async () => {
    expect(
      manifests(await see({ "requirements.txt": "torch\n", "requirements-dev.txt": "black\n" })).map(
        ([path]) => path,
      ),
    ).toEqual(["requirements.txt"]);
    expect(manifests(await see({ "requirements-dev.txt": "torch\n" })).map(([path]) => path)).toEqual([
      "requirements-dev.txt",
    ]);
  });

  test("A5: the input of pip-tools is left out beside its output", async () => {
    const seen = await see({
      "requirements.in": fixture("pip-compile/requirements.in"),
      "requirements.txt": fixture("pip-compile/requirements.txt"),
    });
    expect(manifests(seen)).toEqual([["requirements.txt", "requirements", 2, 2]]);
    expect(manifests(await see({ "requirements.in": "torch\n" }))).toEqual([
      ["requirements.in", "requirements.in", 1, 0],
    ]);
  });

  test("A5: constraints fix what the list leaves open, and are no list themselves", async () => {
    const seen = await see({
      "requirements.txt": "-c constraints.txt\nnumpy\n",
      "constraints.txt": "numpy==1.25.0\n",
    });
    expect(manifests(seen)).toEqual([["requirements.txt", "requirements", 1, 1]]);
    expect(
      manifests(await see({ "requirements.txt": "numpy\n", "constraints.txt": "numpy==1.25.0\n" })),
    ).toEqual([["requirements.txt", "requirements", 1, 0]]);
  });

  test("A5: UTF-16 with its mark is read, without it is unreadable and named a problem", async () => {
    const utf16 = (text: string, mark: boolean) =>
      Buffer.concat([mark ? Buffer.from([0xff, 0xfe]) : Buffer.alloc(0), Buffer.from(text, "utf16le")]);
    const marked = await see({ "requirements.txt": utf16("numpy==1.25.0\r\n", true) });
    expect(manifests(marked)).toEqual([["requirements.txt", "requirements", 1, 1]]);
    const bare = await see({ "requirements.txt": utf16("numpy==1.25.0\r\ntorch==2.0.1\r\n", false) });
    expect(bare.of("env.manifest").map((one) => one.readable)).not.toContain(true);
  });

  test("A5: conda reads UTF-16", async () => {
    const text = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from("dependencies:\n  - numpy=1.25.0\n", "utf16le"),
    ]);
    const seen = await see({ "environment.yml": text });
    expect(seen.of("env.manifest").map(({ readable, pinned }) => [readable, pinned])).toEqual([[true, 1]]);
  });

  test("B4: a broken list is unreadable and costs one problem", async () => {
    const seen = await see({ "pyproject.toml": "[project\n", "requirements.txt": "numpy\n" });
    expect(seen.problems.map((one) => one.path)).toEqual(["pyproject.toml"]);
    expect(seen.of("env.manifest").map((one) => one.readable)).toEqual([false, true]);
  });

  test("F1: files called like properties of every object are files", async () => {
    expect((await see({ constructor: "x\n", "a/toString": "x\n", "__proto__/x.txt": "x\n" })).all).toEqual(
      [],
    );
  });

  test("A5: setup.py that names no package is told as such", async () => {
    const seen = await see({ "setup.py": "from setuptools import setup\nsetup(name='x')\n" });
    expect(seen.of("completeness").map(({ item, detail }) => [item, detail])).toEqual([
      ["dependencies", "setup.py, which names no package"],
    ]);
  });
});

describe("A5: Python, containers, machines", () => {
  test("A5: the interpreter's version is exact with three numbers only", async () => {
    const seen = await see({
      ".python-version": "3.10.4\n",
      "sub/runtime.txt": "python-3.9\n",
      "environment.yml": "dependencies:\n  - python=3.11\n  - numpy\n",
    });
    expect(
      seen
        .of("env.python")
        .map(({ version, exact, location }) => [location.path, version, exact, location.line]),
    ).toEqual([
      ["environment.yml", "3.11", false, 2],
      [".python-version", "3.10.4", true, 1],
      ["sub/runtime.txt", "3.9", false, 1],
    ]);
  });

  test("A5: the interpreter that a recipe installs, or a command makes an environment with, is stated", async () => {
    const versions = async (files: Files) => (await see(files)).of("env.python").map((one) => one.version);
    const recipe = (run: string) => ({ Dockerfile: `FROM ubuntu:22.04\nRUN ${run}\n` });
    expect(await versions(recipe("apt-get install -y \\\n    python3.10 \\\n    git"))).toEqual(["3.10"]);
    expect(await versions(recipe("wget https://e.org/Miniconda3-py39_23.3.1-Linux.sh"))).toEqual(["3.9"]);
    expect(await versions(recipe("apt-get install -y python3 python3-pip"))).toEqual([]);
    const guide = (command: string) => ({ "README.md": `# X\n\n\`\`\`\n${command}\n\`\`\`\n` });
    expect(await versions(guide("conda create -n ecg python=3.11"))).toEqual(["3.11"]);
    expect(await versions(guide("python3.9 -m venv env"))).toEqual(["3.9"]);
    expect(await versions(guide("python -m venv env"))).toEqual([]);
  });

  test("A5: a container earns the pinned share of what it installs, lists included", async () => {
    const seen = await see({
      Dockerfile: "FROM python:3.10\nCOPY . .\nRUN pip install -r requirements.txt wandb\n",
      "requirements.txt": "torch==2.0.1\nnumpy==1.25.0\nscipy\n",
    });
    expect(seen.of("env.container")).toMatchObject([
      {
        image: "python",
        tag: "3.10",
        digest: false,
        installs: 0.5,
        location: { path: "Dockerfile", line: 1 },
      },
    ]);
  });

  test("A5: a lock counts whole where it lies in the tree, and only there", async () => {
    const recipe = "FROM python:3.10\nRUN poetry install\n";
    const installs = async (files: Files) =>
      (await see(files)).of("env.container").map((one) => one.installs);
    expect(await installs({ Dockerfile: recipe, "poetry.lock": fixture("poetry/poetry.lock") })).toEqual([1]);
    expect(await installs({ Dockerfile: recipe })).toEqual([null]);
    expect(
      await installs({
        Dockerfile: "FROM python:3.10\nRUN pip install -r requirements.txt\n",
        "requirements.txt": fixture("pip-compile/requirements.txt"),
      }),
    ).toEqual([1]);
  });

  test("A5: compose, Apptainer and development containers name images", async () => {
    const seen = await see({
      "docker-compose.yml":
        "services:\n  a:\n    image: org/train:1.2\n  b:\n    build: .\n    image: self\n",
      "train.def": "Bootstrap: docker\nFrom: nvidia/cuda:11.8.0-base\n",
      ".devcontainer/devcontainer.json": '{\n  // note\n  "image": "python:3.11"\n}\n',
      "other.def": "x\n",
    });
    expect(
      seen.of("env.container").map(({ image, tag, location }) => [location.path, image, tag, location.line]),
    ).toEqual([
      [".devcontainer/devcontainer.json", "python", "3.11", 3],
      ["docker-compose.yml", "org/train", "1.2", 3],
      ["train.def", "nvidia/cuda", "11.8.0-base", 2],
    ]);
    expect(seen.of("env.runtime").map(({ what, detail }) => [what, detail])).toEqual([
      ["cuda", "nvidia/cuda:11.8.0-base"],
    ]);
  });

  test("A5: CUDA, GPU and scheduler notes have their lines", async () => {
    const seen = await see({
      "README.md": "# X\n\nWe used one V100 with CUDA 11.3 on Ubuntu 20.04.\n",
      "environment.yml": "dependencies:\n  - numpy\n  - cudatoolkit=10.2\n",
      "run.sh": "#!/bin/bash\n#SBATCH --gres=gpu:2\npython train.py\n",
    });
    expect(seen.of("env.runtime").map(({ what, detail, location }) => [what, detail, location.line])).toEqual(
      [
        ["cuda", "CUDA 11.3", 3],
        ["gpu", "V100", 3],
        ["os", "Ubuntu 20.04", 3],
        ["cuda", "cudatoolkit=10.2", 3],
        ["scheduler", "--gres=gpu:2", 2],
      ],
    );
  });

  test("A5: a README without such words gives no notes", async () => {
    expect((await see({ "README.md": "# X\n\nA100% pure model.\n" })).of("env.runtime")).toEqual([]);
  });
});

describe("A5: packages in documents", () => {
  const prose = async (text: string) =>
    (await see({ "README.md": text })).of("env.prose").map((one) => one.detail);
  const told = async (text: string) =>
    (await see({ "README.md": text })).of("completeness").map((one) => one.item);

  test("trap 10: a list under a setext heading is prose, and tells the dependencies", async () => {
    const text = "Title\n=====\n\nRequirements\n------------\n\n* numpy\n* my_tool\n";
    expect(await prose(text)).toEqual(["numpy, my-tool"]);
    expect(await told(text)).toEqual(["dependencies"]);
  });

  test("trap 11: a heart is no version", async () => {
    const text =
      "# X\n\n## install\n\nDependencies:\n\n- [numpy](https://numpy.org) <3\n- `tqdm` for bars <3\n";
    expect(await prose(text)).toEqual(["numpy, tqdm"]);
    expect((await see({ "README.md": text })).of("env.manifest")).toEqual([]);
  });

  test("trap 11: in a package list the same sign is a bound", async () => {
    const seen = await see({ "requirements.txt": "numpy <3\n" });
    expect(seen.of("env.package").map((one) => one.spec)).toEqual(["<3"]);
  });

  test("trap 11: a sentence that requires a package is prose, and no list", async () => {
    const text = "# X\n\nThe code requires PyTorch 1.0+ to run.\n";
    expect(await prose(text)).toEqual(["torch>=1.0"]);
    expect(await told(text)).toEqual([]);
  });

  test("A5: an install line is prose, with exact versions a list", async () => {
    const bare = await see({ "README.md": "# X\n\n```\npip install torch numpy\n```\n" });
    expect([bare.of("env.prose").length, bare.of("env.manifest").length]).toEqual([1, 0]);
    const exact = await see({ "README.md": "# X\n\n```\npip install torch==2.0.1 numpy\n```\n" });
    expect(
      exact
        .of("env.manifest")
        .map(({ format, total, pinned, location }) => [format, total, pinned, location.line]),
    ).toEqual([["readme", 2, 1, 4]]);
  });

  test("A5: versions in bullets are exact with three numbers, open otherwise", async () => {
    const seen = await see({
      "README.md":
        "# X\n\n## Requirements\n- Python 3.6+\n- PyTorch 1.4.0\n- TensorFlow 1.12\n- numpy >= 1.2\n- CUDA 10\n",
    });
    expect(seen.of("env.package").map(({ name, spec, pinned }) => [name, spec, pinned])).toEqual([
      ["torch", "==1.4.0", true],
      ["tensorflow", "==1.12", false],
      ["numpy", ">=1.2", false],
    ]);
    expect(seen.of("env.python").map((one) => one.version)).toEqual([">=3.6"]);
  });

  test("A5: a comma list counts, long-term dependencies are no section", async () => {
    expect(await told("# X\n\n## Prerequisites\nnumpy, scipy and PyTorch\n")).toEqual(["dependencies"]);
    expect(
      await told("# Learning long-term dependencies\n\n- numpy is mentioned here in a sentence\n"),
    ).toEqual([]);
    expect(await told("# X\n\n## Requirements\n\nSee below.\n")).toEqual([]);
  });

  test("A5: a sentence of what was tested names no dependency, nor do acknowledgements", async () => {
    expect(await told("# X\n\nTested with PyTorch 1.4.\n")).toEqual([]);
    expect(await prose("# X\n\n## Acknowledgements\n- numpy\n- PyTorch\n")).toEqual([]);
  });

  test("trap 20: README without extension and in other casing is read", async () => {
    for (const name of ["README", "ReadMe.md", "readme.txt", "README.rst"]) {
      const seen = await see({ [name]: "X\n=\n\nRequirements\n------------\n\n* numpy\n" });
      expect(seen.of("env.prose").map((one) => [one.location.path, one.location.line])).toEqual([[name, 7]]);
    }
  });

  test("trap 13: README and list disagree: both are told, each with its place", async () => {
    const seen = await see({
      "README.md": "# X\n\n```\npip install torch==1.0.0\n```\n",
      "requirements.txt": "torch==2.0.1\n",
    });
    expect(seen.of("env.package").map(({ spec, location }) => [location.path, spec])).toEqual([
      ["requirements.txt", "==2.0.1"],
      ["README.md", "==1.0.0"],
    ]);
  });
});
