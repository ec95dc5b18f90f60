import type { Exposure } from "../../core/run.js";
import { findHomeFolders, isHostName, isPersonName } from "../../parsers/personal.js";
import { textAt } from "../../parsers/plain-data.js";

const tellsHome = (text: string): boolean => findHomeFolders(text).length > 0;

/** Fields by which the client records, unasked, who ran a program and where; the log has the names in camel case too. */
const FIELDS: readonly {
  readonly key: string;
  readonly what: string;
  readonly tells: (text: string) => boolean;
}[] = [
  { key: "email", what: "e-mail address", tells: (text) => text.includes("@") },
  { key: "host", what: "host name", tells: isHostName },
  { key: "username", what: "user name", tells: isPersonName },
  { key: "root", what: "home folder", tells: tellsHome },
  { key: "executable", what: "home folder", tells: tellsHome },
  { key: "program", what: "home folder", tells: tellsHome },
];

/** What a record (`wandb-metadata.json`, or one of the log) gives away of a person, by its keys; values stay behind. */
export const personalIn = (record: unknown, path: string): Exposure[] =>
  FIELDS.filter(({ key, tells }) => tells(textAt(record, key) ?? "")).map(({ key, what }) => ({
    kind: "personal",
    what,
    path,
    key,
  }));
