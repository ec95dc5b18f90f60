import { createRequire } from "node:module";

interface Connection {
  exec(sql: string): unknown;
  unsafeMode?(): unknown;
  close(): unknown;
}
type Driver = new (path: string) => Connection;

/** Runs SQL on a file with whichever driver this Node has; gives what closes it, where it is to be kept open. */
export function makeSqlite(
  path: string,
  sql: string,
  options: { readonly keepOpen?: boolean } = {},
): () => void {
  const database = open(path);
  // A hostile schema is written by hand, which better-sqlite3 refuses otherwise.
  database.unsafeMode?.();
  database.exec(sql);
  if (options.keepOpen === true) return () => void database.close();
  database.close();
  return () => undefined;
}

function open(path: string): Connection {
  const require = createRequire(import.meta.url);
  try {
    return new (require("better-sqlite3") as Driver)(path);
  } catch {
    return new (require("node:sqlite") as { readonly DatabaseSync: Driver }).DatabaseSync(path);
  }
}
