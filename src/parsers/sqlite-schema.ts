/**
 * Whether a database declares all of these tables, told from its first bytes alone; null: the schema goes on beyond
 * them. Lets a database of gigabytes be passed over without a copy of it.
 *
 * Source: https://www.sqlite.org/fileformat2.html §1.6, §2.6: page 1 is the root of the schema table; its rows hold type,
 * name and table name one after the other, so that a table `runs` stands there as `tablerunsruns`.
 */
export function declaresTables(head: Buffer, tables: readonly string[]): boolean | null {
  const text = head.toString("latin1");
  if (tables.every((table) => text.includes(`table${table}${table}`))) return true;
  return schemaIsWhole(head) ? false : null;
}

const INTERIOR = 5;
const LEAF = 13;
/** The page header of page 1 follows the file header. */
const FIRST_PAGE_HEADER = 100;

function schemaIsWhole(head: Buffer): boolean {
  if (head.length < 512) return false;
  const declared = head.readUInt16BE(16);
  const size = declared === 1 ? 65_536 : declared;
  if (size < 512 || head.length < size) return false;
  const kind = head[FIRST_PAGE_HEADER];
  if (kind !== INTERIOR) return kind === LEAF;
  const children = [head.readUInt32BE(FIRST_PAGE_HEADER + 8)];
  const cells = Math.min(head.readUInt16BE(FIRST_PAGE_HEADER + 3), size / 2);
  for (let cell = 0; cell < cells; cell++) {
    const pointer = FIRST_PAGE_HEADER + 12 + 2 * cell;
    const at = pointer + 2 <= size ? head.readUInt16BE(pointer) : size;
    if (at + 4 > size) return false;
    children.push(head.readUInt32BE(at));
  }
  return children.every((page) => page * size <= head.length && head[(page - 1) * size] === LEAF);
}
