import fc from "fast-check";
import { expect, test } from "vitest";
import { parseIni } from "../../src/parsers/ini.js";

test("sections and values lose their quotes, as in DVC's configuration", () => {
  const text = [
    "[core]",
    "    remote = storage",
    "    autostage = true",
    "['remote \"storage\"']",
    "    url = s3://bucket/a#b=c:d",
    "    ; a comment",
    "    profile = 'my profile'  # another",
    "[\"remote 'other'\"]",
    "url = ../store ; here too",
  ].join("\n");
  expect(parseIni(text)).toEqual({
    core: { remote: "storage", autostage: "true" },
    'remote "storage"': { url: "s3://bucket/a#b=c:d", profile: "my profile" },
    "remote 'other'": { url: "../store" },
  });
});

test("a repeated section goes on, and the last of equal keys wins", () => {
  expect(parseIni("[a]\nx = 1\n[b]\n[a]\nx = 2\ny: 3\n")).toEqual({ a: { x: "2", y: "3" }, b: {} });
});

test("keys before a section, lines without value, odd line ends and a byte order mark are read over", () => {
  expect(parseIni("\ufefftop = 1\r[a\r\nnothing here\r\n[b]\r\nempty =\r\n= 5\r\n")).toEqual({
    "": { top: "1" },
    b: { empty: "" },
  });
});

test("names that every object has are sections and keys like others", () => {
  expect(Object.keys(parseIni("[__proto__]\na = 1\n[constructor]\n__proto__ = 2\n"))).toEqual([
    "__proto__",
    "constructor",
  ]);
});

test("no text makes it throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      expect(Object.values(parseIni(text)).every((entries) => typeof entries === "object")).toBe(true);
    }),
  );
});
