import { describe, expect, test } from "vitest";
import type { DetectionContext } from "../../src/core/detector.js";
import { detector } from "../../src/detectors/data.js";
import { observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const see = (files: Files) => observe(detector, files);
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"ab".repeat(32)}\nsize 12345\n`;

describe("A4: files", () => {
  const names = async (files: Files) => (await see(files)).of("data.file").map((one) => one.name);

  test("A4: formats of data count anywhere, others in folders of data", async () => {
    expect(
      await names({
        "wine.csv": "a,b\n",
        "data/raw.json": "{}\n",
        "data/images/a.png": "x",
        "config.json": "{}\n",
        "src/data/loader.py": "x = 1\n",
        "data/README.md": "# Data\n",
        "logo.png": "x",
      }),
    ).toEqual(["wine.csv", "data/raw.json", "data/images/a.png"]);
  });

  test("A4: something to listen to beside the code is no corpus; recordings in a folder of data are one", async () => {
    expect(
      await names({ "demo.wav": "x", "sample_1.mp3": "x", "speaker.wav": "x", "data/demo.wav": "x" }),
    ).toEqual(["speaker.wav", "data/demo.wav"]);
  });

  test("A4: a download of Kaggle's is data, other archives and the log of a fit are none", async () => {
    expect(
      await names({
        "archive.zip": "x",
        "playground-series-s5e11.zip": "x",
        "release.zip": "x",
        "catboost_info/learn_error.tsv": "iter\tRMSE\n",
        "notebook/catboost_info/time_left.tsv": "iter\tPassed\n",
      }),
    ).toEqual(["archive.zip", "playground-series-s5e11.zip"]);
  });

  test("A4: a format of one's own in a folder of data is data; code, settings and weights beside it are none", async () => {
    const long = "x".repeat(600);
    expect(
      await names({
        "gcn/data/ind.cora.allx": long,
        "gcn/data/ind.cora.test.index": long,
        "gcn/data/best.ckpt": long,
        "gcn/data/loader.cu": long,
        "gcn/data/tiny.own": "x",
        "gcn/cora.allx": long,
      }),
    ).toEqual(["gcn/data/ind.cora.allx", "gcn/data/ind.cora.test.index"]);
  });

  test("A4: results, fixtures of tests, pictures of documents and run records are no data", async () => {
    expect(
      await names({
        "results/scores.csv": "a\n",
        "metrics.csv": "a\n",
        "tests/data/x.csv": "a\n",
        "docs/img/a.png": "x",
        "assets/a.csv": "a\n",
        "mlruns/0/x/artifacts/a.csv": "a\n",
        "artifacts/data_test.csv:v0/data.csv": "a\n",
        "models/best.h5": "x",
      }),
    ).toEqual([]);
  });

  test("A4: what scripts of the shell download is data, what they set up or comment out is not", async () => {
    const seen = await see({
      "scripts/download_data.sh":
        "#!/bin/bash\nkaggle competitions download -c carvana -f train_hq.zip\nwget https://e.org/images.tar.gz?key=1\n# wget https://e.org/old.zip\n",
      "scripts/get.sh": "curl -O https://e.org/a.csv\nsha256sum -c sums.txt\n",
      "scripts/weights.sh": "wget https://e.org/model_weights.zip\nwget https://e.org/best.pth\n",
      "scripts/publish.sh":
        "aws s3 cp results/ s3://bucket/results --recursive\naws s3 sync s3://bucket/raw data/raw\n",
      "install_tools.sh": "wget https://e.org/cuda.tar.gz\n",
    });
    expect(seen.of("data.named").map(({ name, via }) => [name, via])).toEqual([["carvana", "kaggle"]]);
    expect(seen.of("data.link").map(({ url, via, checksum }) => [url, via, checksum])).toEqual([
      ["https://e.org/images.tar.gz", "code", false],
      ["https://e.org/a.csv", "code", true],
      ["s3://bucket/raw", "code", false],
    ]);
  });

  test("A4: a file that cannot be read costs no other its evidence", async () => {
    const unreadable = { kind: async () => Promise.reject(new Error("git's object is not in this clone")) };
    const files = [
      { path: "data/gone.csv", size: 0, scope: "tracked" as const, symlink: false },
      { path: "data/train.csv", size: 9, scope: "tracked" as const, symlink: false },
    ];
    const workspace = { ...unreadable, files: async () => files, readText: unreadable.kind };
    const context = {
      workspace,
      files,
      code: { files: [] },
      problem: () => undefined,
    } as unknown as DetectionContext;
    const found = await detector.detect(context);
    expect(found.filter((one) => one.kind === "data.file").map(({ name }) => name)).toEqual([
      "data/train.csv",
    ]);
  });

  test("trap 24: an empty placeholder is no data", async () => {
    expect(await names({ "data/train.csv": "" })).toEqual([]);
    expect(await names({ "data/train.csv": "a\n" })).toEqual(["data/train.csv"]);
  });

  test("A4: many files of a folder, or of its classes, are one", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`data/images/class${String(i).padStart(2, "0")}/a.png`, "xx"]),
    );
    const seen = await see(files);
    expect(seen.of("data.file").map(({ name, bytes }) => [name, bytes])).toEqual([
      ["data/images/ (30 files)", 60],
    ]);
  });

  test("A4: ignored data are seen, as such", async () => {
    const seen = await observe(detector, {
      recipe: {
        commits: [{ files: { ".gitignore": "data/\n", "a.csv": "1\n" } }],
        untracked: { "b.csv": "1\n" },
        ignored: { "data/big.csv": "1,2\n" },
      },
    });
    expect(seen.of("data.file").map(({ name, scope }) => [name, scope])).toEqual([
      ["a.csv", "tracked"],
      ["b.csv", "untracked"],
      ["data/big.csv", "ignored"],
    ]);
  });

  test("A4: parts side by side, and files of folds, are a split that is kept", async () => {
    const seen = await see({ "data/train.csv": "1\n", "data/test.csv": "1\n", "splits/fold_1.txt": "1\n" });
    expect(seen.of("data.split").map(({ how, call }) => [how, call])).toEqual([
      ["file", "splits/fold_1.txt"],
      ["file", "data/test.csv"],
    ]);
    expect((await see({ "data/train.csv": "1\n" })).of("data.split")).toEqual([]);
  });
});

describe("A4: versioned by tools", () => {
  test("A4: Git LFS pointers carry a digest, patterns over checked-out files do not", async () => {
    const seen = await see({
      ".gitattributes":
        "*.csv filter=lfs diff=lfs merge=lfs -text\nweights/** filter=lfs\n*.png filter=lfs\n",
      "data/a.csv": POINTER,
      "data/sub/b.csv": "1,2\n",
      "weights/m.pt": "xxxx",
      "docs/a.png": "xxxx",
    });
    expect(
      seen
        .of("data.versioned")
        .map(({ tool, name, digest, location }) => [tool, name, digest, location.line]),
    ).toEqual([
      ["git-lfs", "data/a.csv", `sha256:${"ab".repeat(32)}`, 2],
      ["git-lfs", "*.csv", null, 1],
      ["git-lfs", "weights/**", null, 2],
    ]);
    expect(seen.of("data.file").map((one) => one.name)).toEqual(["data/sub/b.csv"]);
  });

  test("A4: patterns that match nothing version nothing", async () => {
    expect((await see({ ".gitattributes": "*.csv filter=lfs\n*.py text\n", "a.py": "x\n" })).all).toEqual([]);
  });

  test("A4: git-annex pointers and links, DataLad by its configuration", async () => {
    const key = `SHA256E-s31390--${"cd".repeat(32)}.nii.gz`;
    const annex = await see({ "data/a.nii.gz": `/annex/objects/${key}\n` });
    expect(annex.of("data.versioned").map(({ tool, digest }) => [tool, digest])).toEqual([
      ["git-annex", `SHA256E:${"cd".repeat(32)}.nii.gz`],
    ]);
    const datalad = await see({
      ".datalad/config": "[datalad]\n",
      "data/a.nii.gz": `/annex/objects/${key}\n`,
    });
    expect(datalad.of("data.versioned").map((one) => one.tool)).toEqual(["datalad", "datalad"]);
  });

  test("A4: the version of a Delta table is its highest entry", async () => {
    const log = (n: number) => `data/t/_delta_log/${String(n).padStart(20, "0")}.json`;
    const seen = await see({ [log(0)]: "{}\n", [log(2)]: "{}\n", [log(1)]: "{}\n" });
    expect(
      seen
        .of("data.versioned")
        .map(({ tool, name, digest, location }) => [tool, name, digest, location.path]),
    ).toEqual([["delta", "data/t", "version:2", log(2)]]);
  });

  test("A4: lakeFS, Quilt, and hints of others", async () => {
    const seen = await see({
      "data/.lakefs_ref.yaml": "src: lakefs://repo/main/data/\nat_head: 0a1b2c\n",
      [`.quilt/packages/${"ef".repeat(32)}`]: '{"version":"v0"}\n',
      "great_expectations/great_expectations.yml": "config_version: 3\n",
    });
    expect(
      seen.of("data.versioned").map(({ tool, digest, location }) => [tool, digest, location.line]),
    ).toEqual([
      ["quilt", `sha256:${"ef".repeat(32)}`, 1],
      ["lakefs", "lakefs:0a1b2c", 2],
    ]);
    expect(seen.of("inventory.item")).toEqual([]);
    expect(seen.of("data.validation").map((one) => one.tool)).toEqual(["great expectations"]);
  });
});

describe("A4: documents", () => {
  const links = async (text: string) =>
    (await see({ "README.md": text }))
      .of("data.link")
      .map(({ url, checksum, location }) => [url, checksum, location.line]);

  test("A4: links to data are those that words or the section call data", async () => {
    expect(
      await links(
        "# X\n\nDownload the dataset from [here](https://drive.google.com/file/d/1).\n\n## Data\n\nSee https://zenodo.org/record/1.\n\n```\nwget https://e.org/train.zip\n```\n",
      ),
    ).toEqual([
      ["https://drive.google.com/file/d/1", false, 3],
      ["https://zenodo.org/record/1", false, 7],
      ["https://e.org/train.zip", false, 10],
    ]);
  });

  test("A4: weights, papers, code and thanks are no data", async () => {
    expect(
      await links(
        "# X\n\nDownload the pretrained model from [here](https://drive.google.com/file/d/1).\nThe dataset paper is at https://arxiv.org/abs/1.\nCode of the dataset: https://github.com/a/b\n\n## Acknowledgements\n\nThe dataset is from https://zenodo.org/record/2.\n",
      ),
    ).toEqual([]);
  });

  test("A4: a link that is called the dataset leads to it, whatever serves it", async () => {
    const text = "# X\n\nBased on the paper [[PDF](https://e.org/p)] [[Dataset](https://e.org/page#set)].\n";
    expect(await links(text)).toEqual([["https://e.org/page#set", false, 3]]);
    const told = (await see({ "README.md": text })).of("docs.data");
    expect(told.map(({ detail, location }) => [detail, location.line])).toEqual([["Dataset", 3]]);
  });

  test("A4: a sum beside a link is told", async () => {
    expect(
      await links("# X\n\n## Data\n\n[dataset](https://e.org/a.zip), md5 0123456789abcdef0123456789abcdef\n"),
    ).toEqual([["https://e.org/a.zip", true, 5]]);
  });

  test("A4: a place to put data, and data on request", async () => {
    const seen = await see({
      "README.md":
        "# X\n\n## Data\n\nPut the dataset into `data/raw`.\n\nThe data are available upon request.\n",
    });
    expect(seen.of("data.path").map(({ name, location }) => [name, location.line])).toEqual([
      ["data/raw", 5],
      ["available upon request", 7],
    ]);
    const there = await see({
      "README.md": "# X\n\n## Data\n\nPut the dataset into `data/raw`.\n",
      "data/raw/a.csv": "1\n",
    });
    expect(there.of("data.path")).toEqual([]);
  });

  test("A4: a document of the data's own is one", async () => {
    const seen = await see({
      "data/README.md": "# The corpus\n\nText.\n",
      "DATASHEET.md": "# Datasheet\n\nText.\n",
    });
    expect(seen.of("docs.data").map(({ detail, location }) => [location.path, detail])).toEqual([
      ["DATASHEET.md", "Datasheet"],
      ["data/README.md", "The corpus"],
    ]);
  });
});
