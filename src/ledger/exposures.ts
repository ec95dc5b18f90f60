import { compareText } from "../core/location.js";
import { type Exposure, type Problem, type RunRecord, runKey } from "../core/run.js";
import { UnreadableFile, type Workspace } from "../core/workspace.js";
import { findHomeFolders, findMailAddresses, findPersonal, isPersonName } from "../parsers/personal.js";
import { findSecrets } from "../parsers/secrets.js";
import { mapTexts } from "./run-texts.js";

/** Bytes of one file, from its start, and of all files together. */
const MOST_OF_A_FILE = 2 ** 20;
const MOST_OF_ALL = 64 * 2 ** 20;
/** What a client records of the account by itself. */
const ACCOUNTS: ReadonlySet<string> = new Set(["mlflow.user"]);

/** Secrets and data of persons that records give away, by run key: kind, file and key, never a value. Texts beside records are read. */
export async function exposuresOf(
  records: readonly RunRecord[],
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<ReadonlyMap<string, readonly Exposure[]>> {
  const inFiles = await exposuresOfFiles(records, workspace, problem);
  const exposures = new Map<string, readonly Exposure[]>();
  for (const record of records) {
    const all = [
      ...record.trace.personal,
      ...exposuresOfFields(record),
      ...record.trace.texts.flatMap((path) => inFiles.get(path) ?? []),
    ];
    if (all.length > 0) exposures.set(runKey(record), each(all));
  }
  return exposures;
}

function exposuresOfFields(record: RunRecord): Exposure[] {
  const found: Exposure[] = [];
  const { path } = record.location;
  mapTexts(record, (text, key, field) => {
    for (const { what } of findSecrets(text, key)) found.push({ kind: "secret", what, path, key });
    for (const { what } of findPersonal(text)) found.push({ kind: "personal", what, path, key });
    if (field === "tags" && ACCOUNTS.has(key) && isPersonName(text))
      found.push({ kind: "personal", what: "user name", path, key });
    return text;
  });
  return found;
}

/** Files that several runs share are read once. */
async function exposuresOfFiles(
  records: readonly RunRecord[],
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<ReadonlyMap<string, readonly Exposure[]>> {
  const paths = [...new Set(records.flatMap((record) => record.trace.texts))].sort(compareText);
  const found = new Map<string, readonly Exposure[]>();
  let left = MOST_OF_ALL;
  for (const [at, path] of paths.entries()) {
    if (left <= 0) {
      const message = `this and ${paths.length - at - 1} further texts of records were not searched for secrets: ${MOST_OF_ALL >> 20} MiB were searched before`;
      problem({ path, message });
      break;
    }
    const text = await startOf(path, workspace);
    left -= text.length;
    const exposures = exposuresOfText(text, path);
    if (exposures.length > 0) found.set(path, each(exposures));
  }
  return found;
}

/** What is no text, or cannot be read, tells nothing here; that it is damaged is for its reader to say. */
async function startOf(path: string, workspace: Workspace): Promise<string> {
  try {
    const bytes = await workspace.read(path, { limit: MOST_OF_A_FILE });
    return bytes.includes(0) ? "" : bytes.toString("utf8");
  } catch (error) {
    if (error instanceof UnreadableFile) return "";
    throw error;
  }
}

function exposuresOfText(text: string, path: string): Exposure[] {
  // A patch shows code, and code names its authors on purpose.
  const mail = /\.(?:patch|diff)$/.test(path) ? [] : findMailAddresses(text);
  return [
    ...findSecrets(text).map(({ what }): Exposure => ({ kind: "secret", what, path, key: null })),
    ...[...findHomeFolders(text), ...mail].map(
      ({ what }): Exposure => ({ kind: "personal", what, path, key: null }),
    ),
  ];
}

/** Each once, in one order. */
function each(exposures: readonly Exposure[]): Exposure[] {
  const byText = new Map(
    exposures.map((one) => [[one.kind, one.what, one.path, one.key ?? ""].join("\0"), one]),
  );
  return [...byText].sort(([a], [b]) => compareText(a, b)).map(([, one]) => one);
}
