import type { DetectionContext } from "../../../core/detector.js";
import { argument, lastPart, nameTable, text } from "../study/names.js";
import type { Bench } from "./danger.js";
import { resolved } from "./observer.js";

/** What reads data from an address, and which argument holds it. */
const reads = nameTable<readonly [name: string, position: number]>({
  "pandas.read_csv": ["filepath_or_buffer", 0],
  "pandas.read_table": ["filepath_or_buffer", 0],
  "pandas.read_json": ["path_or_buf", 0],
  "pandas.read_parquet": ["path", 0],
  "pandas.read_excel": ["io", 0],
  "polars.read_*": ["source", 0],
  "urllib.request.urlretrieve": ["url", 0],
  "urllib.request.urlopen": ["url", 0],
  "requests.get": ["url", 0],
  "wget.download": ["url", 0],
  "keras.utils.get_file": ["origin", 1],
  "torchvision.datasets.utils.download_url": ["url", 0],
});
const BRANCH =
  /^https?:\/\/(?:raw\.githubusercontent\.com\/[^/]+\/[^/]+|(?:www\.)?github\.com\/[^/]+\/[^/]+\/(?:raw|blob)|huggingface\.co\/(?:datasets\/)?[^/]+\/[^/]+\/resolve)\/(?:refs\/heads\/)?(master|main|develop|dev|HEAD)\//;
const LATEST = /^https?:\/\/\S*[/_.=-]latest(?:[/_.?-]|$)/i;
const DATA = /\.(?:csv|tsv|jsonl?|parquet|npy|npz|pkl|h5|xlsx?|txt|data|zip|tgz|gz|tar)(?:[?#]|$)/i;

const queries = nameTable<readonly [name: string, position: number]>({
  "pandas.read_sql": ["sql", 0],
  "pandas.read_sql_query": ["sql", 0],
  "polars.read_database": ["query", 0],
});
const FILE = /sqlite|duckdb|\.db\b/i;
const BOUND = /\b(?:where|limit|top\s+\d|for\s+system_time|as\s+of|version)\b/i;

const quotes = nameTable<string>({
  "yfinance.download": "end",
  "pandas_datareader..DataReader": "end",
  "pandas_datareader.DataReader": "end",
});
const NOW = /\b(?:now|today|utcnow)\(/;

/** Data that is another one on another day: a branch, "latest", a whole table, quotes up to now. */
export const mutableSource: Bench = {
  methods: new Set([
    "read_csv",
    "read_table",
    "read_json",
    "read_parquet",
    "read_excel",
    "urlretrieve",
    "urlopen",
    "get",
    "get_file",
    "download",
    "download_url",
    "read_sql",
    "read_sql_query",
    "read_database",
    "DataReader",
  ]),
  risk: "mutable-source",
  judge: (study, placed, context) => {
    const { call } = placed;
    const at = reads(call.name);
    if (at !== undefined) {
      const given = argument(call, ...at);
      const url = given === undefined ? null : resolved(study, placed, given);
      if (url?.is !== "literal" || typeof url.value !== "string" || !/^\w+:\/\//.test(url.value)) return null;
      const bare = url.value.replace(/^(\w+:\/\/)[^/@]*@/, "$1").replace(/[?#].*$/, "");
      if (isOwnFile(bare, context)) return "sound";
      const branch = BRANCH.exec(url.value)?.[1];
      const why =
        branch !== undefined && DATA.test(url.value)
          ? `the address follows the branch ${branch}: ${bare}`
          : LATEST.test(bare) && DATA.test(bare)
            ? `the address is that of the latest version: ${bare}`
            : null;
      return why !== null ? { why, confidence: "high" } : DATA.test(bare) ? "sound" : null;
    }
    const sql = queries(call.name);
    if (sql !== undefined) {
      const connection = argument(call, "con", 1) ?? argument(call, "connection", 1);
      // A database that is a file is data like any other file.
      if (connection === undefined || FILE.test(text(resolved(study, placed, connection)))) return null;
      const given = argument(call, ...sql);
      const query = given === undefined ? null : resolved(study, placed, given);
      if (query?.is !== "literal" || typeof query.value !== "string") return null;
      return /^\s*select\b/i.test(query.value) &&
        !/^\s*select\s+(?:distinct\b|count|min|max|avg|sum)/i.test(query.value) &&
        !BOUND.test(query.value)
        ? {
            why: `the query takes whatever the table holds: ${query.value.trim().replace(/\s+/g, " ").slice(0, 80)}`,
            confidence: "medium",
          }
        : null;
    }
    const end = quotes(call.name);
    if (end === undefined) return null;
    const position = end === "end" && call.method === "DataReader" ? 3 : 2;
    const given = argument(call, end, position);
    const until = given === undefined ? null : text(resolved(study, placed, given));
    return until === null || until === "None" || NOW.test(until)
      ? {
          why: `${lastPart(call.name)} takes quotes up to the day of the run`,
          confidence: until === null ? "medium" : "high",
        }
      : "sound";
  },
};

const HOSTED =
  /^https?:\/\/(?:raw\.githubusercontent\.com\/[^/]+\/([^/]+)|(?:www\.)?github\.com\/[^/]+\/([^/]+)\/(?:raw|blob))\/(?:refs\/heads\/)?[^/]+\/(\S+)/;

/**
 * A file that this very repository holds, so that its commit fixes what it is: by the repository's name, or in a
 * folder (a clone may be called otherwise).
 */
function isOwnFile(url: string, { workspace, files }: DetectionContext): boolean {
  const [, raw, blob, path] = HOSTED.exec(url) ?? [];
  const named = (raw ?? blob)?.toLowerCase() === workspace.name.toLowerCase();
  return path !== undefined && (named || path.includes("/")) && files.some((file) => file.path === path);
}
