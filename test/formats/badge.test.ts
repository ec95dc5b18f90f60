import { describe, expect, test } from "vitest";
import { badge } from "../../src/formats/badge.js";
import { badgeSvg } from "../../src/formats/badge-svg.js";
import { xmlTree } from "./junit-schema.js";
import { reportOf } from "./sample-report.js";

describe("E4: the badge", () => {
  test.each([
    [30, "30/30", "brightgreen"],
    [27, "27/30", "brightgreen"],
    [26.99, "27/30", "green"],
    [22.5, "22.5/30", "green"],
    [18, "18/30", "yellowgreen"],
    [17.99, "18/30", "yellow"],
    [12, "12/30", "yellow"],
    [6, "6/30", "orange"],
    [5.99, "6/30", "red"],
    [0, "0/30", "red"],
    [null, "no ML", "lightgrey"],
  ])("E4: %s is %s in %s", (total, message, color) => {
    expect(JSON.parse(badge(reportOf({ total })))).toEqual({
      schemaVersion: 1,
      label: "experiment tracking",
      message,
      color,
    });
  });

  test("E4: the image says in words what it shows, and loads nothing", () => {
    const text = badgeSvg(reportOf());
    const svg = xmlTree(text);
    expect(svg.name).toBe("svg");
    expect(svg.attributes).toMatchObject({ role: "img", "aria-label": "experiment tracking: 17.5/30" });
    expect(svg.children.find(({ name }) => name === "title")?.text).toBe("experiment tracking: 17.5/30");
    expect(text.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/href|http|<script|@import/);
  });

  test("E4: the image is as wide as its words, and no word leaves its half", () => {
    const widths = [null, 5, 17.5].map((total) =>
      Number(xmlTree(badgeSvg(reportOf({ total }))).attributes.width),
    );
    expect(new Set(widths).size).toBe(3);
    for (const total of [null, 5, 17.5]) {
      const svg = xmlTree(badgeSvg(reportOf({ total })));
      const groups = svg.children.filter(({ name }) => name === "g");
      const [left, right] = groups[0]?.children ?? [];
      const [label, message] = groups[1]?.children ?? [];
      const end = (one: typeof label): number =>
        Number(one?.attributes.x ?? 0) + Number(one?.attributes.textLength);
      expect(end(label)).toBeLessThan(Number(left?.attributes.width));
      expect(Number(message?.attributes.x)).toBeGreaterThan(Number(right?.attributes.x));
      expect(end(message)).toBeLessThan(Number(svg.attributes.width));
    }
  });
});
