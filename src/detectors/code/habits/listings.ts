import type { Call, CodeFile } from "../../../core/code.js";
import { argument, receiver, text } from "../study/names.js";
import { compareInFile, place } from "../study/project.js";
import type { Bench } from "./danger.js";
import { identifiers } from "./observer.js";

const LISTS = /^(?:os\.(?:listdir|scandir)|glob\.(?:glob|iglob))$/;
/** What gives the same for any order, or makes one. */
const ORDERS = new Set([
  "sorted",
  "natsorted",
  "set",
  "frozenset",
  "len",
  "max",
  "min",
  "any",
  "all",
  "sum",
  "Counter",
  "natsort",
  "sort",
  "unique",
]);
const SPLITS = new Set(["train_test_split", "random_split", "shuffle", "sample"]);
const DATASET = /(?:^|\.)(?:\w*Dataset|Sequence|PyDataset)$/;

/** A listing in the order of the file system that decides what lands in which part, or which index means what. */
export const listings: Bench = {
  methods: new Set(["listdir", "scandir", "glob", "iglob", "rglob", "iterdir"]),
  risk: "unsorted-listing",
  judge: (_, { file, call }) => {
    if (!isListing(call)) return null;
    const line = call.location.line ?? 0;
    // `sorted(os.listdir(folder))`: an outer call begins before what it holds and shows it.
    const ordered = file.calls.some(
      (outer) =>
        ORDERS.has(outer.method) &&
        outer.scope === call.scope &&
        outer.location.cell === call.location.cell &&
        Math.abs((outer.location.line ?? 0) - line) <= 3 &&
        (outer.args.some(({ value }) => text(value).includes(`${call.method}(`)) ||
          receiver(outer)?.includes(`${call.method}()`) === true),
    );
    if (ordered) return "sound";
    const variable = holder(file, call);
    if (variable === null) return null;
    if (isOrdered(file, call, variable)) return "sound";
    const use = variable.startsWith("self.") ? indexed(file, call) : divided(file, call, variable);
    return use === null
      ? null
      : {
          why: `${call.name} gives the file system's order to ${use}`,
          confidence: "medium",
        };
  },
};

function isListing(call: Call): boolean {
  if (LISTS.test(call.name)) return true;
  if (call.method === "iterdir" || call.method === "rglob") return receiver(call) !== null;
  return (
    call.method === "glob" &&
    /^pathlib\.|[Pp]ath\(|(?:^|[._])(?:path|dir|root|folder)s?\.glob$|_(?:path|dir|root)\.glob$/.test(
      call.name,
    )
  );
}

/** The variable that holds the listing: assigned, built from it in a comprehension, or filled in a loop over it. */
function holder(file: CodeFile, call: Call): string | null {
  if (call.assignedTo !== null) return call.assignedTo;
  const line = call.location.line ?? 0;
  const assigned = file.assignments.find(
    ({ scope, location, value }) =>
      scope === call.scope &&
      location.cell === call.location.cell &&
      line - (location.line ?? 0) >= 0 &&
      line - (location.line ?? 0) <= 4 &&
      (value.is === "expression" || value.is === "call") &&
      text(value).includes(`${call.method}(`),
  );
  if (assigned !== undefined)
    return /^\{|^(?:dict|set|len|max|min)\(/.test(text(assigned.value)) ? null : assigned.target;
  const filled = file.calls.find(
    (one) =>
      (one.method === "append" || one.method === "extend") &&
      one.scope === call.scope &&
      one.location.cell === call.location.cell &&
      (one.location.line ?? 0) >= line &&
      one.loops?.some((head) => head.includes(`${call.method}(`)) === true,
  );
  return filled === undefined ? null : receiver(filled);
}

/** It is put in order later: `files.sort()`, `sorted(files)`, a set of it. */
const isOrdered = (file: CodeFile, call: Call, variable: string): boolean =>
  file.calls.some(
    (one) =>
      (one.method === "sort" && receiver(one) === variable) ||
      (ORDERS.has(one.method) &&
        one.method !== "len" &&
        (variable.startsWith("self.") || one.scope === call.scope) &&
        one.args.some(({ value }) => text(value) === variable || identifiers(value).includes(variable))),
  );

/** An attribute of a data set: what an index means depends on the file system. */
function indexed(file: CodeFile, call: Call): string | null {
  const owner = call.scope?.slice(0, call.scope.lastIndexOf(".")) ?? "";
  const found = file.classes.find(({ name }) => name === owner);
  const gets = file.functions.some(({ name }) => name === `${owner}.__getitem__`);
  return found !== undefined && gets && found.bases.some((base) => DATASET.test(base))
    ? `the indices of ${found.name}`
    : null;
}

const CUT = /^([A-Za-z_]\w*)\[[^\]]*:[^\]]*\]/;

/** A split, a shuffle or a cut that takes the listing. */
function divided(file: CodeFile, call: Call, variable: string): string | null {
  const use = file.calls.find(
    (one) =>
      SPLITS.has(one.method) &&
      /^(?:sklearn|torch|random|numpy)\.|^(?:random_split|train_test_split)$/.test(one.name) &&
      one.scope === call.scope &&
      compareInFile(one.location, call.location) > 0 &&
      identifiers(argument(one, "", 0) ?? { is: "literal", value: null }).includes(variable),
  );
  if (use !== undefined) return `${use.name} (${place(use.location)})`;
  const cut = file.assignments.find(
    ({ target, value, scope, location }) =>
      scope === call.scope &&
      compareInFile(location, call.location) > 0 &&
      /(?:^|_)(?:train|test|val|valid)(?:_|$)/i.test(target) &&
      value.is === "expression" &&
      CUT.exec(value.text)?.[1] === variable,
  );
  return cut === undefined ? null : `${cut.target} (${place(cut.location)})`;
}
