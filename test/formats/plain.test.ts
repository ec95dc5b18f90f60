import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { code, prose } from "../../src/formats/markdown/escape.js";
import { points } from "../../src/formats/numbers.js";
import { place, position } from "../../src/formats/place.js";
import { plain } from "../../src/formats/plain.js";
import { sealed, sealOf } from "../../src/formats/seal.js";

describe("F1: text of a hostile repository", () => {
  test("terminal escapes, newlines and bidirectional overrides are taken out", () => {
    expect(plain("a\u001b[31mred\u0007\nb\u202ec")).toBe("a [31mred  b c");
  });

  test("half of a pair, which no encoding can write, becomes the sign for that", () => {
    expect(plain("a\ud83d b\udc00 😀")).toBe("a\ufffd b\ufffd 😀");
  });

  test("credentials in URLs and names of home folders are taken out", () => {
    expect(plain("https://user:secret@host/x and /home/alice/data, C:\\Users\\bob\\x")).toBe(
      "https://host/x and /home/…/data, C:\\Users\\…\\x",
    );
  });

  test("prose cannot become markup, HTML or a table cell of its own", () => {
    const text = prose("<script>x</script> [a](http://b) | `c` **d**");
    expect(text).not.toMatch(/(?<!\\)[<>|`*[\]]/);
  });

  test("code survives backticks and bars", () => {
    expect(code("a`b")).toBe("``a`b``");
    expect(code("`")).toBe("`` ` ``");
    expect(code("a|b")).toBe("`a\\|b`");
  });

  test("whatever the text, code is one line and one cell", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const shown = code(text);
        expect(shown).not.toMatch(/[\n\r\u001b]/);
        expect(shown.replaceAll("\\|", "")).not.toContain("|");
      }),
    );
  });
});

describe("numbers", () => {
  test("one decimal, half up; whole ones without", () => {
    expect([17.5, 3, 2.25, 2.24, 0.05].map(points)).toEqual(["17.5", "3", "2.3", "2.2", "0.1"]);
  });
});

describe("F2: the seal of a report", () => {
  const text = sealed("# Report\n\nwords\n");

  test("an untouched text is intact, white space aside", () => {
    expect(sealOf(text)).toBe("intact");
    expect(sealOf(text.replaceAll("\n", "\r\n"))).toBe("intact");
  });

  test("an edit, an addition and a missing seal are seen", () => {
    expect(sealOf(text.replace("words", "other words"))).toBe("edited");
    expect(sealOf(`${text}\nmore\n`)).toBe("edited");
    expect(sealOf("# Report\n")).toBe("edited");
  });
});

describe("places", () => {
  const inCell = { path: "exp.ipynb", cell: 3, line: 4, column: 5 };
  test.each([
    [{ path: "train.py" }, "train.py", "train.py"],
    [{ path: "train.py", line: 12, column: 5 }, "train.py:12", "train.py:12:5"],
    [{ path: "train.py", column: 5 }, "train.py", "train.py"],
    [inCell, "exp.ipynb:cell 3:4", "exp.ipynb:cell 3:4:5"],
    [{ path: "mlflow.db", run: "mlflow:0a1b" }, "mlflow.db (mlflow:0a1b)", "mlflow.db (mlflow:0a1b)"],
  ])("%j is written %s, and with its column %s", (location, short, long) => {
    expect([place(location), position(location)]).toEqual([short, long]);
  });
});
