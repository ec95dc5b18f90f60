import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCondaEnvironment, parseMatchSpec } from "../../src/parsers/conda.js";
import { parseLock } from "../../src/parsers/lockfiles.js";
import type { Manifest } from "../../src/parsers/manifest.js";
import { parsePipfile, parsePixi, parsePyproject } from "../../src/parsers/pyproject.js";
import { parseRequirements } from "../../src/parsers/requirements.js";
import { callsSetup, parseSetupCfg, parseSetupPy } from "../../src/parsers/setup-py.js";
import { parseToml } from "../../src/parsers/toml.js";

const fixture = (path: string) =>
  readFileSync(
    fileURLToPath(new URL(`../../fixtures/detectors/environment/${path}`, import.meta.url)),
    "utf8",
  );
const shown = (manifest: Manifest | null) =>
  manifest?.entries.map(({ name, spec, pinned, line }) => [name, spec, pinned, line]);

describe("A5: requirements files", () => {
  test("A5: every form of a line, with its line number", () => {
    const text = [
      "# comment",
      "-r base.txt",
      "-c constraints.txt",
      "--extra-index-url https://x.org/simple",
      "Torch==1.7.1+cu110  # note",
      "numpy>=1.2,<2 ; python_version < '3.9'",
      "pandas[all] ~= 1.3",
      "scipy==1.*",
      "a_b.c",
      "x @ https://e.org/x-1.0.tar.gz",
      "y @ git+https://e.org/y.git@0123456789abcdef0123456789abcdef01234567",
      "-e git+https://e.org/z.git@0123456789abcdef0123456789abcdef01234567#egg=Zed",
      "git+https://e.org/q.git",
      "-e .",
      "./libs/local",
      "joblib==1.3.2 \\",
      "    --hash=sha256:aa",
    ].join("\r\n");
    const manifest = parseRequirements(text);
    expect(shown(manifest)).toEqual([
      ["torch", "==1.7.1+cu110", true, 5],
      ["numpy", ">=1.2,<2", false, 6],
      ["pandas", "~=1.3", false, 7],
      ["scipy", "==1.*", false, 8],
      ["a-b-c", "", false, 9],
      ["x", "@ https://e.org/x-1.0.tar.gz", false, 10],
      ["y", "@ git+https://e.org/y.git@0123456789abcdef0123456789abcdef01234567", true, 11],
      ["zed", "git+https://e.org/z.git@0123456789abcdef0123456789abcdef01234567#egg=Zed", true, 12],
      ["q", "git+https://e.org/q.git", false, 13],
      ["joblib", "==1.3.2", true, 16],
    ]);
    expect(manifest.includes.map(({ path, constraint, line }) => [path, constraint, line])).toEqual([
      ["base.txt", false, 2],
      ["constraints.txt", true, 3],
    ]);
    expect(manifest.transitive).toBe(false);
  });

  test("A5: pip-compile 7.6.2 with hashes is a lock, and tells its Python", () => {
    const manifest = parseRequirements(fixture("pip-compile/requirements.txt"));
    expect(shown(manifest)).toEqual([
      ["idna", "==3.4", true, 7],
      ["joblib", "==1.3.2", true, 11],
    ]);
    expect(manifest.transitive && manifest.entries.every((entry) => entry.hashed)).toBe(true);
    expect(manifest.python).toEqual({ version: "3.11", exact: false, line: 2 });
  });

  test("A5: uv 0.13.8 export is a lock; the same pins by hand are none", () => {
    expect(parseRequirements(fixture("uv-export/requirements.txt")).transitive).toBe(true);
    expect(parseRequirements("idna==3.4\njoblib==1.3.2\n").transitive).toBe(false);
  });

  test("A5: a pip freeze is told by what nobody lists by hand", () => {
    const freeze = "certifi==1\nidna==2\nurllib3==3\nnumpy==4\ntorch==5\nsix==6\npytz==7\ntqdm==8\n";
    expect(parseRequirements(freeze).transitive).toBe(true);
    expect(
      parseRequirements(freeze.replace("numpy==4", "numpy").replace("torch==5", "torch")).transitive,
    ).toBe(false);
  });

  test("A5: paths of a conda build in a pip freeze install nowhere else", () => {
    expect(shown(parseRequirements("certifi @ file:///croot/certifi/work\n"))).toEqual([
      ["certifi", "@ file:///croot/certifi/work", false, 1],
    ]);
  });

  test("trap 12: what pip list prints, and UTF-16 without a mark, pip cannot read", () => {
    expect(
      parseRequirements("Package    Version\n---------- -------\nnumpy      1.25.0\n").unreadable,
    ).not.toBeNull();
    expect(parseRequirements("n\0u\0m\0p\0y\0=\0=\u0031\0\n\0").unreadable).not.toBeNull();
    expect(parseRequirements("numpy==1.25.0\n").unreadable).toBeNull();
  });

  test("A5: what conda exported under that name is read as conda reads it", () => {
    const list =
      "# This file may be used to create an environment using:\n# $ conda create --name <env> --file <this file>\n# platform: linux-64\nnumpy=1.25.0=py311h64a7726_0\npython=3.11.4=hab00c5b_0_cpython\n";
    const manifest = parseRequirements(list);
    expect([manifest.format, manifest.transitive, manifest.platformOnly, manifest.python?.version]).toEqual([
      "conda-list",
      true,
      true,
      "3.11.4",
    ]);
    const explicit = parseRequirements(fixture("conda-explicit/spec-file.txt"));
    expect([explicit.format, explicit.platformOnly, shown(explicit)]).toEqual([
      "conda-explicit",
      true,
      [["numpy", "=1.25.0=py311h64a7726_0", true, 6]],
    ]);
  });

  test("F1: any text is read without throwing", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: "binary" }), (text) => void parseRequirements(text)),
    );
  });
});

describe("A5: conda environments", () => {
  test.each([
    ["numpy", "", false],
    ["numpy=1.19.2", "=1.19.2", true],
    ["numpy=1.19", "=1.19", false],
    ["numpy==1.19", "==1.19", true],
    ["pytorch=2.*", "=2.*", false],
    ["numpy>=1.2", ">=1.2", false],
    ["conda-forge::tzdata=2023c", "=2023c", true],
    ["numpy 1.19.2 py38_0", "1.19.2 py38_0", true],
    ["numpy[version='>=1.2']", ">=1.2", false],
  ])("A5: the match spec %s", (text, spec, pinned) => {
    const found = parseMatchSpec(text);
    expect([found?.spec, found?.pinned]).toEqual([spec, pinned]);
  });

  test("A5: an interpreter in a list of packages is the Python that it asks for, and no package", () => {
    const manifest = parseRequirements("numpy==1.26.4\npython==3.6.12\n");
    expect(manifest.entries.map(({ name }) => name)).toEqual(["numpy"]);
    expect(manifest.python).toEqual({ version: "3.6.12", exact: true, line: 2 });
    expect(parseRequirements("numpy\npython>=3.8\n").python).toMatchObject({
      version: ">=3.8",
      exact: false,
    });
  });

  test("A5: packages of conda and of its pip list are counted, pip itself and python are not", () => {
    const manifest = parseCondaEnvironment(
      "name: x\ndependencies:\n  - python=3.10\n  - pip\n  - numpy=1.25.0\n  - pip:\n      - wandb==0.15.5\n      - -r more.txt\n      - torch\n",
    );
    expect(shown(manifest)).toEqual([
      ["numpy", "=1.25.0", true, 5],
      ["wandb", "==0.15.5", true, 7],
      ["torch", "", false, 9],
    ]);
    expect(manifest?.python).toEqual({ version: "3.10", exact: false, line: 3 });
    expect(manifest?.includes).toEqual([{ path: "more.txt", line: 8, constraint: false }]);
  });

  test("A5: a full export with builds is a lock of one platform, the same without builds is neither", () => {
    const text = fixture("conda-export/environment.yml");
    const full = parseCondaEnvironment(text);
    expect([full?.transitive, full?.platformOnly, full?.python]).toEqual([
      true,
      true,
      { version: "3.11.4=hab00c5b_0_cpython".split("=")[0], exact: true, line: 9 },
    ]);
    const plain = parseCondaEnvironment(
      "dependencies:\n  - numpy=1.25.0\n  - scikit-learn=1.3.0\n  - pandas=2.0.0\n",
    );
    expect([plain?.transitive, plain?.platformOnly]).toEqual([false, false]);
  });

  test("A5: other YAML with dependencies is no environment, and broken YAML is named", () => {
    expect(parseCondaEnvironment("dependencies:\n  - name: redis\n    version: 1\n")).toBeNull();
    expect(parseCondaEnvironment("a: 1\n")).toBeNull();
    expect(parseCondaEnvironment("dependencies: [a\n")?.unreadable).toContain("YAML");
  });
});

describe("A5: locks", () => {
  const two = (hashed: boolean) => [
    ["idna", "==3.4", true, hashed],
    ["joblib", "==1.3.2", true, hashed],
  ];
  const locked = (folder: string, name: string) => {
    const manifest = parseLock(name, fixture(`${folder}/${name}`))!;
    expect(manifest.transitive).toBe(true);
    const entries = manifest.entries.filter(({ name: one }) => one === "idna" || one === "joblib");
    return entries.map(({ name: one, spec, pinned, hashed }) => [one, spec, pinned, hashed]);
  };

  test.each([
    ["uv", "uv.lock"],
    ["poetry", "poetry.lock"],
    ["pdm", "pdm.lock"],
    ["pipenv", "Pipfile.lock"],
    ["pylock", "pylock.toml"],
  ])("A5: %s writes %s", (folder, name) => {
    expect(locked(folder, name)).toEqual(two(true));
  });

  test("A5: uv's lock leaves the project itself out, and packages have their lines", () => {
    const text = fixture("uv/uv.lock");
    const manifest = parseLock("uv.lock", text)!;
    expect(manifest.entries.some((entry) => entry.name === "iris")).toBe(false);
    for (const { name, line } of manifest.entries)
      expect(text.split("\n")[line - 1]).toBe(`name = "${name}"`);
    expect(manifest.python).toEqual({ version: ">=3.11", exact: false, line: 3 });
  });

  test("A5: conda-lock and pixi list a package once per platform, we once", () => {
    const conda = parseLock("conda-lock.yml", fixture("conda-lock/conda-lock.yml"));
    expect([shown(conda), conda?.python?.version]).toEqual([[["numpy", "==1.25.0", true, 25]], "3.11.4"]);
    expect(shown(parseLock("pixi.lock", fixture("pixi/pixi.lock")))).toEqual([
      ["numpy", "==1.25.0", true, 11],
      ["wandb", "==0.15.5", true, 14],
    ]);
  });

  test("A5: renv.lock pins R", () => {
    expect(shown(parseLock("renv.lock", fixture("renv/renv.lock")))).toEqual([
      ["glmnet", "==4.1-7", true, 7],
      ["xgboost", "==1.7.5.1", true, 13],
    ]);
  });

  test("A5: hashes are missing where a lock of Poetry 1.1 keeps empty lists", () => {
    const text =
      '[[package]]\nname = "idna"\nversion = "3.4"\n\n[metadata]\npython-versions = "^3.8"\n\n[metadata.files]\nidna = []\n';
    expect(parseLock("poetry.lock", text)?.entries).toEqual([
      { name: "idna", spec: "==3.4", pinned: true, hashed: false, line: 2 },
    ]);
    const hashed = text.replace("idna = []", 'idna = [{file = "idna.whl", hash = "sha256:aa"}]');
    expect(parseLock("poetry.lock", hashed)?.entries[0]?.hashed).toBe(true);
  });

  test("B4: a broken lock is unreadable, with the reason", () => {
    expect(parseLock("uv.lock", "[[package\n")?.unreadable).toContain("TOML");
    expect(parseLock("Pipfile.lock", "{")?.unreadable).toContain("JSON");
  });
});

describe("A5: declarations", () => {
  test("A5: pyproject of PEP 621, without groups of development tools", () => {
    expect(shown(parsePyproject(fixture("uv/pyproject.toml")))).toEqual([
      ["joblib", ">=1.2,<1.4", false, 6],
      ["idna", "==3.4", true, 6],
      ["requests", ">=2.31", false, 9],
    ]);
  });

  test("A5: Poetry's bare version is exact, its caret is not, its python is no package", () => {
    const manifest = parsePyproject(fixture("poetry/pyproject.toml"));
    expect(shown(manifest)).toEqual([
      ["joblib", ">=1.2,<1.4", false, 10],
      ["idna", "3.4", true, 11],
    ]);
    expect(manifest?.python).toEqual({ version: "^3.9", exact: false, line: 9 });
  });

  test("A5: settings of tools alone declare nothing, a file of setuptools' dynamic is pulled in", () => {
    expect(parsePyproject("[tool.ruff]\nline-length = 100\n")).toBeNull();
    const dynamic = parsePyproject(
      '[project]\nname = "x"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = { file = ["requirements.txt"] }\n',
    );
    expect(dynamic?.includes).toEqual([{ path: "requirements.txt", line: 5, constraint: false }]);
  });

  test("A5: Pipfile and pixi.toml", () => {
    expect(shown(parsePipfile(fixture("pipenv/Pipfile")))).toEqual([
      ["joblib", ">=1.2,<1.4", false, 7],
      ["idna", "==3.4", true, 8],
    ]);
    const pixi = parsePixi(fixture("pixi/pixi.toml"));
    expect([shown(pixi), pixi.python?.version]).toEqual([
      [
        ["numpy", "1.25.*", false, 8],
        ["scikit-learn", "==1.3.0", true, 9],
        ["wandb", ">=0.15", false, 12],
      ],
      ">=3.11,<3.12",
    ]);
  });

  test("A5: setup.py is read as text: a list, a variable, a file it reads, or nothing", () => {
    const list =
      'setup(\n  name="x",\n  install_requires=[\n    "numpy==1.25.0",  # "no"\n    \'torch\',\n  ],\n  python_requires=">=3.8",\n)\n';
    expect(shown(parseSetupPy(list))).toEqual([
      ["numpy", "==1.25.0", true, 4],
      ["torch", "", false, 5],
    ]);
    expect(parseSetupPy(list).python).toEqual({ version: ">=3.8", exact: false, line: 7 });
    expect(shown(parseSetupPy('REQ = ["scipy"]\nsetup(install_requires=REQ)\n'))).toEqual([
      ["scipy", "", false, 1],
    ]);
    expect(parseSetupPy('setup(install_requires=open("requirements.txt").read())\n').includes[0]?.path).toBe(
      "requirements.txt",
    );
    expect(parseSetupPy('setup(name="x")\n').entries).toEqual([]);
  });

  test("A5: a module that is called setup.py and calls no setup packages nothing", () => {
    expect(
      ["setup(name='x')\n", "setuptools.setup(\n)\n", "x = distutils.core.setup ()\n"].map(callsSetup),
    ).toEqual([true, true, true]);
    expect(["def setup(x):\n  pass\n", "tool.setups()\n", "# the setup\n"].map(callsSetup)).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("A5: setup.cfg", () => {
    const text =
      "[metadata]\nname = x\n\n[options]\npython_requires = >=3.8\ninstall_requires =\n    numpy==1.25.0\n    torch>=2; python_version < '3.12'\n\n[options.extras_require]\ndev = pytest\n";
    const manifest = parseSetupCfg(text);
    expect([shown(manifest), manifest?.python?.line]).toEqual([
      [
        ["numpy", "==1.25.0", true, 7],
        ["torch", ">=2", false, 8],
      ],
      5,
    ]);
    expect(parseSetupCfg("[flake8]\nmax-line-length = 100\n")).toBeNull();
  });
});

describe("TOML", () => {
  test("lines of tables, keys and elements, through strings that look like syntax", () => {
    const toml = parseToml(
      '# [x]\na = """\n[b]\n"""\n[b."c.d"]\nlist = [\n  "#1", # two\n  "[2]",\n]\n[[p]]\nn = 1\n[[p]]\nn = 2\n[p.s]\nk = {z = 1}\n',
    );
    expect(toml.error).toBeNull();
    expect(
      [
        ["a"],
        ["b", "c.d", "list"],
        ["b", "c.d", "list", 0],
        ["b", "c.d", "list", 1],
        ["p", 1, "n"],
        ["p", 1, "s", "k"],
        ["q"],
      ].map((path) => toml.lineOf(path)),
    ).toEqual([2, 6, 7, 8, 13, 15, undefined]);
  });

  test("B4: an error has its line, whole numbers beyond 2^53 are text", () => {
    expect(parseToml("a = 1\nb = \n").error?.line).toBe(2);
    expect(parseToml("a = 9007199254740993\n").value).toEqual({ a: "9007199254740993" });
  });

  test("F1: any text is read without throwing", () => {
    const piece = fc.constantFrom(
      "[a]",
      "[[b]]",
      "k = ",
      '"x"',
      "'''",
      '"""',
      "\n",
      "{",
      "}",
      "[",
      "]",
      ",",
      "#",
      "1",
      ".",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const toml = parseToml(pieces.join(""));
        toml.lineOf(["a"]);
        expect(toml.value === undefined).toBe(toml.error !== null);
      }),
    );
  });
});
