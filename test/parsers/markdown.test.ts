import fc from "fast-check";
import { expect, test } from "vitest";
import {
  codeSpansOf,
  imagesOf,
  linksOf,
  parseMarkdown,
  plainText,
  referencesOf,
} from "../../src/parsers/markdown.js";
import { parseRst } from "../../src/parsers/rst.js";

const headings = (text: string) =>
  parseMarkdown(text).headings.map(({ level, text: title, line }) => [level, title, line]);
const kinds = (text: string) => parseMarkdown(text).blocks.map((block) => `${block.kind}@${block.line}`);

test("trap 10: headings by number sign, by underline and by tag are headings, with their lines", () => {
  expect(headings('# One #\n\nTwo\n===\n\nThree\n---\n\n<h2 align="center">Four</h2>\n##Five\n')).toEqual([
    [1, "One", 1],
    [1, "Two", 3],
    [2, "Three", 6],
    [2, "Four", 9],
    [2, "Five", 10],
  ]);
});

test("trap 10: a rule of dashes after an empty line underlines nothing", () => {
  expect(headings("text\n\n---\n\nmore\n")).toEqual([]);
});

test("headings inside code are none, and a fence inside a quote or an item is code", () => {
  const text =
    "```sh\n# not a heading\npython a.py\n```\n\n- item\n  ```bash\n  python b.py\n  ```\n\n> ```\n> python c.py\n> ```\n";
  expect(headings(text)).toEqual([]);
  const code = parseMarkdown(text).blocks.filter((block) => block.kind === "code");
  expect(code.map(({ text: body, line, language }) => [body, line, language])).toEqual([
    ["# not a heading\npython a.py", 2, "sh"],
    ["python b.py", 8, "bash"],
    ["python c.py", 12, ""],
  ]);
});

test("indented code is code, the further lines of an item are not", () => {
  expect(kinds("Run:\n\n    python a.py\n\n- item\n\n    its second paragraph\n")).toEqual([
    "paragraph@1",
    "code@3",
    "item@5",
    "paragraph@7",
  ]);
});

test("tables with and without outer pipes and in HTML have header and rows with lines", () => {
  const text =
    "a | b\n--- | ---\n1 | `x|y`\n\n| c | d |\n|:-:|---|\n| 2 | 3\\|4 |\n\n<table>\n<tr><th>e</th><th>f</th></tr>\n<tr><td>5</td><td><b>6</b></td></tr>\n</table>\n";
  const tables = parseMarkdown(text).blocks.filter((block) => block.kind === "table");
  expect(tables.map(({ header, rows, line }) => [header, rows, line])).toEqual([
    [["a", "b"], [{ cells: ["1", "`x|y`"], line: 3 }], 1],
    [["c", "d"], [{ cells: ["2", "3|4"], line: 7 }], 5],
    [["e", "f"], [{ cells: ["5", "<b>6</b>"], line: 11 }], 9],
  ]);
});

test("cells of an HTML table that stand in no row open one, as in browsers", () => {
  const text =
    '<table><tbody>\n<th></th>\n<th>small</th>\n<tr><td>weights</td>\n<td><a href="a.pt">download</a></td></tr>\n</tbody></table>\n';
  const [table] = parseMarkdown(text).blocks.filter((block) => block.kind === "table");
  expect([table?.header, table?.rows]).toEqual([
    ["", "small"],
    [{ cells: ["weights", '<a href="a.pt">download</a>'], line: 4 }],
  ]);
});

test("blocks know the headings that they stand under", () => {
  const found = parseMarkdown("# A\n## B\ntext\n## C\nmore\n").blocks;
  expect(found.map((block) => block.under.map((heading) => heading.text))).toEqual([
    ["A", "B"],
    ["A", "C"],
  ]);
});

test("comments and front matter are no text", () => {
  expect(kinds("---\ntitle: x\n---\n<!-- python a.py\n# hidden -->\nreal\n")).toEqual(["paragraph@6"]);
});

test("links of all kinds are found once, images are no links, empty links are none", () => {
  const text =
    "![i](a.png) [t](b.md \"title\") [r][ref] <https://c.org/x> https://d.org/y. <a href='e.html'>z</a> [none]() [p](f(1).md)";
  const found = linksOf(text, new Map([["ref", "g.md"]]));
  expect(found.map(({ url, text: label }) => [url, label])).toEqual([
    ["b.md", "t"],
    ["g.md", "r"],
    ["https://c.org/x", ""],
    ["https://d.org/y", ""],
    ["e.html", "z"],
    ["f(1).md", "p"],
  ]);
  expect(imagesOf('![alt](a.png)\n<img width=3 src="b.png" alt="B">')).toEqual([
    { source: "a.png", alt: "alt", offset: 0 },
    { source: "b.png", alt: "B", offset: 1 },
  ]);
});

test("a name in brackets is a link where the text defines it, and words where it does not", () => {
  const references = new Map([["the model", "m.md"]]);
  expect(linksOf("Get [The model], [x] and ![the model].", references)).toEqual([
    { url: "m.md", text: "The model", offset: 0 },
  ]);
  expect(linksOf("Get [The model].")).toEqual([]);
});

test("plain text keeps the words a reader sees", () => {
  expect(plainText("**Bold** [link](x) `code` <b>t</b> ![img](y) snake_case 1 &plusmn; 2")).toBe(
    "Bold link code t snake_case 1 ± 2",
  );
  expect(codeSpansOf("run `python a.py` or\n``make x``")).toEqual([
    { text: "python a.py", offset: 0 },
    { text: "make x", offset: 1 },
  ]);
  expect(referencesOf("[A b]: https://x.org\n")).toEqual(new Map([["a b", "https://x.org"]]));
});

test("F1: any text is read without throwing, and every line lies inside it", () => {
  const piece = fc.constantFrom(
    "# ",
    "```",
    "\n",
    "| a |",
    "---",
    "- ",
    "    x",
    "<table>",
    "<td>",
    "[a](",
    "](",
    "`",
    "<!--",
    "text",
    "> ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join("");
      const { blocks, headings: found, lines } = parseMarkdown(text);
      for (const { line } of [...blocks, ...found]) expect(line >= 1 && line <= lines + 1).toBe(true);
      parseRst(text);
    }),
  );
});

test("trap 10: a reStructuredText README has its headings, code, tables and figures", () => {
  const text = [
    "=====",
    "Title",
    "=====",
    "",
    "Requirements",
    "------------",
    "",
    "* numpy",
    "* scipy",
    "",
    "Run it::",
    "",
    "    python train.py",
    "",
    ".. code-block:: bash",
    "   :linenos:",
    "",
    "   python eval.py",
    "",
    ".. image:: loss.png",
    "   :alt: Loss",
    "",
    "====== =====",
    "Model  Acc",
    "====== =====",
    "A      0.91",
    "B      0.92",
    "====== =====",
    "",
  ].join("\n");
  const { headings: found, blocks } = parseRst(text);
  expect(found.map(({ level, text: title, line }) => [level, title, line])).toEqual([
    [1, "Title", 2],
    [2, "Requirements", 5],
  ]);
  const rest = blocks.map((block) => {
    if (block.kind === "table") return [block.kind, block.line, block.header, block.rows.length];
    return [block.kind, block.line, block.kind === "image" ? block.alt : block.text];
  });
  expect(rest).toEqual([
    ["item", 8, "numpy"],
    ["item", 9, "scipy"],
    ["paragraph", 11, "Run it:"],
    ["code", 13, "python train.py"],
    ["code", 18, "python eval.py"],
    ["image", 20, "Loss"],
    ["table", 23, ["Model", "Acc"], 2],
  ]);
});
