import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { sprung } from "../tools/git-traps.js";
import { type Files, temporaryFolder } from "../tools/repository.js";
import { COMMANDS, commandNamed, stagedProject, withstands } from "./attacked.js";

/** Python that leaves a file behind when it is run or imported. */
const trap = (traps: string, name: string) =>
  `import os\nimport torch\nopen(${JSON.stringify(join(traps, name))}, "w").close()\nos.system("touch ${join(traps, name)}")\n`;
const script = (traps: string, name: string) => `touch ${join(traps, name)}`;

/** `cos\nsystem\n(S'…'\ntR.`: unpickled, it runs a command. */
const pickle = (traps: string, name: string) => `cos\nsystem\n(S'${script(traps, name)}'\ntR.`;

const json = (value: unknown) => JSON.stringify(value);

/** Everything that some tool of this field would run, import, unpickle or expand in a folder that it is given. */
function executables(traps: string): Files {
  const python = (name: string) => trap(traps, name);
  const shell = (name: string) => script(traps, name);
  const node = (name: string) => `require("fs").writeFileSync(${json(join(traps, name))}, "")\n`;
  const cells = (lines: readonly string[]) =>
    lines.map((source) => ({ cell_type: "code", metadata: {}, execution_count: 1, outputs: [], source }));
  return {
    "setup.py": `${python("setup")}from setuptools import setup\nsetup(name="x", install_requires=["torch"])\n`,
    "conftest.py": python("conftest"),
    "sitecustomize.py": python("sitecustomize"),
    "usercustomize.py": python("usercustomize"),
    "torch/__init__.py": python("torch"),
    "mlflow.py": python("mlflow"),
    "yaml.py": python("yaml"),
    "__main__.py": python("main"),
    "noxfile.py": python("nox"),
    "hubconf.py": python("hubconf"),
    "tasks.py": python("tasks"),
    "dags/dag.py": python("dag"),
    "model.pkl": pickle(traps, "pickle"),
    "model.pt": pickle(traps, "torch-load"),
    "model.joblib": pickle(traps, "joblib"),
    "data.npy": `\u0093NUMPY${pickle(traps, "npy")}`,
    "sacred/1/run.json": json({
      "py/reduce": [{ "py/type": "os.system" }, { "py/tuple": [shell("jsonpickle")] }],
    }),
    "sacred/1/config.json": json({ seed: { "py/object": "os.system", "py/reduce": [shell("jsonpickle")] } }),
    "exptrack.config.js": node("config-js"),
    "exptrack.config.mjs": node("config-mjs"),
    ".exptrackrc.js": node("rc"),
    "package.json": json({
      name: "x",
      main: "exptrack.config.js",
      scripts: { prepare: shell("npm"), test: shell("npm") },
      exptrack: "./exptrack.config.js",
    }),
    "node_modules/exptrack/index.js": node("shadow"),
    "node_modules/better-sqlite3/index.js": node("sqlite"),
    ".env": `NODE_OPTIONS=--require ./exptrack.config.js\nEXPTRACK_CONFIG=$(${shell("dotenv")})\n`,
    ".envrc": shell("direnv"),
    ".npmrc": "node-options=--require ./exptrack.config.js\n",
    Makefile: `X := $(shell ${shell("make")})\nall:\n\t${shell("make")}\n\tpython train.py\n`,
    Snakefile: python("snakemake"),
    "CMakeLists.txt": `execute_process(COMMAND ${shell("cmake")})\n`,
    Dockerfile: `FROM python:3.11\nRUN ${shell("docker")}\n`,
    ".pre-commit-config.yaml": `repos:\n  - repo: local\n    hooks:\n      - {id: x, name: x, entry: ${shell("pre-commit")}, language: system}\n`,
    "pyproject.toml": `[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "x"\ndynamic = ["version"]\n[tool.poetry-dynamic-versioning]\nenable = true\n[tool.poe.tasks]\nx = "${shell("poe")}"\n`,
    "backend.py": python("backend"),
    "versioneer.py": python("versioneer"),
    "setup.cfg": "[metadata]\nname = x\nversion = attr: backend.version\n",
    "explore.ipynb": json({
      cells: cells([
        `!${shell("bang")}\n`,
        `%run ${join(traps, "x.py")}\n`,
        `%%bash\n${shell("cell")}\n`,
        `get_ipython().system("${shell("ipython")}")\n`,
        `{{ ${shell("jinja")} }}`,
      ]),
      metadata: { kernelspec: { name: "python3", argv: ["sh", "-c", shell("kernel")] } },
      nbformat: 4,
      nbformat_minor: 5,
    }),
    "conf/config.yaml": `seed: \${oc.env:HOME}\nx: \${eval:"${shell("hydra")}"}\ny: !!python/object/apply:os.system ["${shell("python-tag")}"]\nz: !!js/function "function () { ${node("js-tag").trim()} }"\nw: \`${shell("backtick")}\`\n`,
    "params.yaml": `a: !!python/object/new:os.system ["${shell("python-tag")}"]\n`,
    "dvc.yaml": `stages:\n  train:\n    cmd: ${shell("dvc")} && python train.py\n    params: [$(${shell("dvc")})]\n`,
    MLproject: `name: x\nentry_points:\n  main:\n    command: "${shell("mlproject")}; python train.py"\n`,
    "wandb/settings": `[default]\nx = $(${shell("wandb")})\n`,
    "model.xml": `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>`,
    "requirements-dev.txt": `-e .\n--index-url http://nowhere.invalid/\n-r /etc/passwd\ngit+ssh://nowhere.invalid/x\n`,
  };
}

test("F1: nothing of a repository is run, imported, unpickled, expanded or asked for over the network", async () => {
  const traps = temporaryFolder("traps");
  const { root } = stagedProject(executables(traps));
  const bin = join(root, "bin");
  mkdirSync(bin);
  for (const name of ["git", "python", "python3", "node", "npm", "dvc", "mlflow", "sh", "nvidia-smi"]) {
    writeFileSync(join(bin, name), `#!/bin/sh\n: > "${join(traps, `bin-${name}`)}"\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const env = {
    PATH: [".", bin, process.env.PATH].join(delimiter),
    PYTHONPATH: root,
    NODE_PATH: join(root, "node_modules"),
  };
  for (const command of COMMANDS) {
    const { stdout } = await withstands(command, root, { env, cwd: root });
    expect(sprung(traps), command.name).toEqual([]);
    expect(stdout, command.name).not.toContain("root:x:0");
  }
});

test("F1: a configuration cannot call for code: its tags and keys are mistakes that are named", async () => {
  const traps = temporaryFolder("traps");
  for (const text of [
    `threshold: !!python/object/apply:os.system ["${script(traps, "python-tag")}"]\n`,
    `exclude: !!js/function "function () {}"\n`,
    `plugins: [./exptrack.config.js]\n`,
    `extends: ./exptrack.config.js\n`,
    `extends: /etc/passwd\n`,
    `extends: ../../../../../../etc/passwd\n`,
    `__proto__: {exclude: ["**"]}\n`,
    `constructor: {prototype: {exclude: ["**"]}}\n`,
    `rules: {__proto__: off}\n`,
    `rules: {no-such-rule: {severity: !!js/eval "process.exit(0)"}}\n`,
  ]) {
    const { root } = stagedProject({ "exptrack.yml": text, "exptrack.config.js": "process.exit(77)\n" });
    for (const command of [commandNamed("audit"), commandNamed("check")]) {
      const { stderr } = await withstands(command, root, { codes: [2], found: false });
      expect(stderr).not.toContain("root:");
      expect(stderr, text).toMatch(/exptrack\.(yml|config\.js):\d+:\d+: /);
    }
  }
  expect(sprung(traps)).toEqual([]);
});
