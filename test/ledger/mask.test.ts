import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Recoverability } from "../../src/core/run.js";
import { maskSecrets, withoutPersons } from "../../src/ledger/mask.js";
import { findPersonal } from "../../src/parsers/personal.js";
import { findSecrets } from "../../src/parsers/secrets.js";
import { runRecord } from "../tools/run-record.js";

const KEY = ["m3Kq8ZtW1xYb7", "RfP4cD9sVhJ2nL"].join("");

describe("B9: masked secrets", () => {
  test("are replaced alone: the rest of parameters, tags, command, texts and inputs stays as recorded", () => {
    const run = runRecord({
      name: "baseline",
      command: `python train.py --api-key=${KEY} --lr 0.1`,
      params: { lr: 0.1, api_key: KEY, argv: ["--token", KEY, "--lr", "0.1"], db: { password: "q7Rk-Z2mX" } },
      tags: { remote: `https://ada:${KEY}@lab.org/x.git`, "mlflow.user": "ada" },
      description: `run with WANDB_API_KEY=${KEY}`,
      inputs: [
        { name: "runs", source: "postgresql://ada:q7Rk-Z2mX@db.lab.org/x", digest: null, kind: "dataset" },
      ],
    });
    const masked = maskSecrets(run);
    expect(masked).toEqual({
      ...run,
      command: "python train.py --api-key=*** --lr 0.1",
      params: { lr: 0.1, api_key: "***", argv: ["--token", "***", "--lr", "0.1"], db: { password: "***" } },
      tags: { remote: "https://ada:***@lab.org/x.git", "mlflow.user": "ada" },
      description: "run with WANDB_API_KEY=***",
      inputs: [{ name: "runs", source: "postgresql://ada:***@db.lab.org/x", digest: null, kind: "dataset" }],
    });
  });

  test("a run without secrets is handed back as it is", () => {
    const run = runRecord({
      params: { max_tokens: 512, tokenizer: "gpt2", api_key: null },
      tags: { user: "ada" },
    });
    expect(maskSecrets(run)).toBe(run);
  });

  test("masking twice changes nothing more", () => {
    const run = runRecord({ params: { api_key: KEY }, command: `x --password=q7Rk-Z2mX ${KEY}` });
    const once = maskSecrets(run);
    expect(maskSecrets(once)).toBe(once);
  });
});

describe("E9 B9: runs without persons", () => {
  test("paths of the project become relative to it, of any other the last part stays", () => {
    const run = runRecord({
      program: "src/train.py",
      command:
        "/home/ada/venv/bin/python /home/ada/flowers/src/train.py --data=/mnt/data/iris.csv --out runs/1",
      params: {
        data_dir: "/home/ada/flowers/data/raw",
        cache: "/home/ada",
        windows: "C:\\Users\\ada\\flowers\\x.csv",
        folders: ["/scratch/ada/a b/train set", "relative/path"],
        eos_token: "</s>",
        prompt: "[/INST]",
        bucket: "s3://flowers/train.csv",
        uri: "file:///home/ada/flowers/mlruns/1",
        ratio: "1/2",
      },
      tags: { "mlflow.source.name": "/home/ada/flowers/src/train.py" },
      inputs: [{ name: "train", source: "/home/ada/flowers/data/iris.csv", digest: null, kind: "dataset" }],
    });
    const clean = withoutPersons(run);
    expect(clean.command).toBe("python src/train.py --data=iris.csv --out runs/1");
    expect(clean.params).toEqual({
      data_dir: "data/raw",
      cache: "~",
      windows: "x.csv",
      folders: ["train set", "relative/path"],
      eos_token: "</s>",
      prompt: "[/INST]",
      bucket: "s3://flowers/train.csv",
      uri: "mlruns/1",
      ratio: "1/2",
    });
    expect(clean.tags["mlflow.source.name"]).toBe("src/train.py");
    expect(clean.inputs[0]?.source).toBe("data/iris.csv");
  });

  test("tags of persons and machines are gone, addresses and secrets masked, names of parameters kept", () => {
    const run = runRecord({
      params: {
        username: "ada",
        user_embedding: "64",
        host: "0.0.0.0",
        api_key: KEY,
        "data.user": "user_id",
      },
      tags: { "mlflow.user": "ada", host_name: "laptop", team: "flowers", contact: "ada@lab.org" },
      description: "asked by ada@lab.org, see sftp://lab.org/home/ada/notes",
    });
    const clean = withoutPersons(run);
    expect(clean.params).toEqual({
      username: "***",
      user_embedding: "64",
      host: "0.0.0.0",
      api_key: "***",
      "data.user": "user_id",
    });
    expect(clean.tags).toEqual({ team: "flowers", contact: "***" });
    expect(clean.description).toBe("asked by ***, see sftp://lab.org~/notes");
  });

  test("reasons of the six answers are cleaned too", () => {
    const answer = {
      state: "lost" as const,
      reason: "/home/ada/flowers/train.py is not in the commit",
      evidence: [],
    };
    const recoverability: Recoverability = {
      code: answer,
      data: answer,
      environment: answer,
      parameters: answer,
      results: answer,
      purpose: answer,
      overall: "lost",
    };
    const clean = withoutPersons({ ...runRecord({ program: "train.py" }), recoverability });
    expect(clean.recoverability.code.reason).toBe("train.py is not in the commit");
    expect(clean.recoverability.overall).toBe("lost");
  });

  test("nothing personal, secret or absolute is left, whatever stands around it", () => {
    const piece = fc.constantFrom(
      "/home/ada/x/train.py",
      "/home/ada",
      "C:\\Users\\ada\\x",
      "ada@lab.org",
      `api_key=${KEY}`,
      "file:///Users/ada/y",
      " ",
      "=",
      ",",
      '"',
      ":",
      "x",
    );
    const texts = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const clean = withoutPersons(
          runRecord({ command: a, params: { b }, description: `${a} ${b}`, program: "train.py" }),
        );
        for (const text of [clean.command ?? "", String(clean.params.b), clean.description ?? ""])
          expect([...findSecrets(text), ...findPersonal(text)]).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
