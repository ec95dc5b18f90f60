import { expect, test } from "vitest";
import { imageName, parseDockerfile, parseSingularity } from "../../src/parsers/dockerfile.js";

test.each([
  ["python", "python", null, false],
  ["python:3.10-slim", "python", "3.10-slim", false],
  ["host:5000/team/image", "host:5000/team/image", null, false],
  ["nvcr.io/nvidia/pytorch:23.07-py3", "nvcr.io/nvidia/pytorch", "23.07-py3", false],
  [`python:3.10@sha256:${"0".repeat(64)}`, "python", "3.10", true],
])("A5: the image %s", (text, image, tag, digest) => {
  expect(imageName(text, 1)).toMatchObject({ image, tag, digest });
});

test("A5: the final stage counts, with what it copies from others", () => {
  const recipe = parseDockerfile(
    [
      "ARG BASE=python:3.10.4",
      "FROM node:18 AS assets",
      "RUN pip install unrelated==1",
      "FROM ${BASE} AS build",
      "RUN pip install torch==2.0.1 \\",
      "    # a comment",
      "    numpy",
      "FROM build",
      "COPY --from=build /venv /venv",
      "RUN apt-get update && apt-get install -y git=1:2.3 curl",
    ].join("\n"),
  );
  expect(recipe.base).toMatchObject({ image: "python", tag: "3.10.4", line: 4 });
  expect(recipe.installs).toEqual([
    {
      by: "pip",
      packages: [
        { name: "torch", pinned: true },
        { name: "numpy", pinned: false },
      ],
      line: 5,
    },
    {
      by: "apt",
      packages: [
        { name: "git", pinned: true },
        { name: "curl", pinned: false },
      ],
      line: 10,
    },
  ]);
});

test("A5: lists, locks and the project are told apart", () => {
  const text =
    "FROM x\nRUN pip install --no-cache-dir -r req/a.txt -c c.txt\nRUN poetry install --no-root\nRUN uv sync --frozen\nRUN pip install -e .\nRUN conda env create -f env.yml && conda install -y -c pytorch pytorch=2.0.1 faiss\n";
  expect(parseDockerfile(text).installs.map(({ line, ...install }) => install)).toEqual([
    { by: "file", path: "req/a.txt" },
    { by: "lock", path: "poetry.lock" },
    { by: "lock", path: "uv.lock" },
    { by: "project" },
    { by: "file", path: "env.yml" },
    {
      by: "conda",
      packages: [
        { name: "pytorch", pinned: true },
        { name: "faiss", pinned: false },
      ],
    },
  ]);
});

test("A5: defaults and alternatives of build arguments are filled in, others stay unknown", () => {
  expect(parseDockerfile("ARG V\nFROM img:${V:-1.2}\n").base).toMatchObject({ tag: "1.2", known: true });
  expect(parseDockerfile("ARG A=\nFROM img${A:+-$A}:1\n").base).toMatchObject({
    image: "img",
    tag: "1",
    known: true,
  });
  expect(parseDockerfile("FROM $BASE\n").base?.known).toBe(false);
});

test("A5: an Apptainer definition", () => {
  const recipe = parseSingularity(
    "Bootstrap: docker\nFrom: pytorch/pytorch:2.0.1\n\n%post\n  pip install wandb==0.15\n\n%runscript\n  pip install no\n",
  );
  expect(recipe.base).toMatchObject({ image: "pytorch/pytorch", tag: "2.0.1", line: 2 });
  expect(recipe.installs).toEqual([{ by: "pip", packages: [{ name: "wandb", pinned: true }], line: 5 }]);
});

test("A5: a file without a base is no recipe", () => {
  expect(parseDockerfile("# nothing\n")).toEqual({ base: null, installs: [] });
});
