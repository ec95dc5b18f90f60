// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a variable of a shell
import { expect, test } from "vitest";
import { findPersonal } from "../../src/parsers/personal.js";

const found = (text: string): string[] => findPersonal(text).map(({ start, end }) => text.slice(start, end));

test("B9: home folders of people are found without what lies below them", () => {
  expect(found("python /home/ada/flowers/train.py")).toEqual(["/home/ada"]);
  expect(found("file:///Users/ada.lovelace/x and C:\\Users\\ada\\x, c:/Users/Ada/x")).toEqual([
    "/Users/ada.lovelace",
    "C:\\Users\\ada",
    "c:/Users/Ada",
  ]);
  expect(found('"C:\\\\Users\\\\ada\\\\x"')).toEqual(["C:\\\\Users\\\\ada"]);
});

test.each([
  "/home/jovyan/work",
  "/home/ubuntu/x",
  "/Users/runner/work",
  "/home/user/x",
  "/homes/ada",
  "~/x",
  "/root/x",
  "/home/${USER}/x",
])("B9: nobody's home: %s", (text) => expect(found(text)).toEqual([]));

test("B9: e-mail addresses are found", () => {
  expect(found("Ada <ada.lovelace+ml@lab.ac.uk>, bob@lab.org")).toEqual([
    "ada.lovelace+ml@lab.ac.uk",
    "bob@lab.org",
  ]);
});

test.each([
  "git@github.com:ada/x.git",
  "https://ada@lab.org/x.git",
  "postgres://ada:x@db.lab.org/runs",
  "you@example.com",
  "1234+ada@users.noreply.github.com",
  "job@project.iam.gserviceaccount.com",
  "logo@2x.png",
  "@hydra.main",
  "recall@k.mean",
  "mAP@0.5",
  "pkg@1.2.3",
])("B9: no address of a person: %s", (text) => expect(found(text)).toEqual([]));
