import { findHomeFolders, findMailAddresses } from "../parsers/personal.js";
import { type Found, findSecrets } from "../parsers/secrets.js";
import { type MachinePaths, machinePaths } from "./machine-paths.js";
import { mapTexts, type RunTexts } from "./run-texts.js";

const MASK = "***";

/** The run as `runs` and `show` print it: every secret replaced, the rest of its texts as recorded. */
export const maskSecrets = <T extends RunTexts>(run: T): T =>
  mapTexts(run, (text, key) => replaced(text, findSecrets(text, key), MASK));

/**
 * The run as reports and the snapshot hold it: no secret, no data of a person, no absolute path. A path below the
 * folder that the record shows as the project's becomes relative to it; of any other only the last part stays. Tags
 * that name a person or a machine are gone; parameters that do keep their name. Depends on the record alone, so that
 * every machine writes the same.
 */
export function withoutPersons<T extends RunTexts>(run: T): T {
  const paths = machinePaths(run);
  const cleaned = mapTexts(run, (text, key, field) =>
    field === "params" && PERSONAL_PARAMETER.test(key) && text !== "" ? MASK : cleanText(text, key, paths),
  );
  const tags = Object.entries(cleaned.tags).filter(([tag]) => !PERSONAL_TAG.test(tag));
  const named = tags.length < Object.keys(cleaned.tags).length;
  const { recoverability } = cleaned;
  return {
    ...cleaned,
    ...(named ? { tags: Object.fromEntries(tags) } : {}),
    ...(recoverability === undefined ? {} : { recoverability: cleanReasons(recoverability, paths) }),
  };
}

/** A word of its own in a name: `mlflow.user`, `host_name`; not `user_embedding`. */
const PERSONAL_TAG =
  /(?:^|[._/-])(?:user|user_?name|user_?id|owner|author|e?-?mail|host|host_?name|machine|node_?name|logname)$/i;
/** A parameter called `user` or `host` is more often a column or a server. */
const PERSONAL_PARAMETER = /(?:^|[._/-])(?:user_?name|e?-?mail|host_?name|node_?name|logname)$/i;

/** The same for a text that is no part of a run. `key`: what it is the value of, "" where it is of nothing. */
export const withoutPersonsIn = (text: string, key: string): string => cleanText(text, key, AS_THEY_ARE);

const AS_THEY_ARE: MachinePaths = { shorten: (text) => text };

function cleanText(text: string, key: string, paths: MachinePaths): string {
  const masked = replaced(text, findSecrets(text, key), MASK);
  const shortened = paths.shorten(masked);
  const homeless = replaced(shortened, findHomeFolders(shortened), "~");
  const clean = replaced(homeless, findMailAddresses(homeless), MASK);
  // What looked like a path may have run into a secret.
  return clean === masked ? clean : replaced(clean, findSecrets(clean, key), MASK);
}

function cleanReasons<R extends NonNullable<RunTexts["recoverability"]>>(answers: R, paths: MachinePaths): R {
  const cleaned = Object.entries(answers).map(([question, answer]) => [
    question,
    typeof answer === "string" ? answer : { ...answer, reason: cleanText(answer.reason, "", paths) },
  ]);
  return Object.fromEntries(cleaned);
}

function replaced(text: string, found: readonly Found[], by: string): string {
  if (found.length === 0) return text;
  let out = "";
  let from = 0;
  for (const { start, end } of found) {
    out += text.slice(from, start) + by;
    from = end;
  }
  return out + text.slice(from);
}
