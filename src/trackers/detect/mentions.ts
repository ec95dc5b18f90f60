import type { Location } from "../../core/location.js";
import type { TrackerSigns } from "../../core/tracker.js";
import type { Confidence, TrackerId } from "../../core/vocabulary.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import { type ServerCommand, serverCommands } from "./mlflow-server.js";

/** Words of documents and CI that speak of a tracker: the weakest of the signs. */
export interface Mention {
  readonly tracker: TrackerId;
  readonly word: string;
  readonly location: Location;
  readonly confidence: Confidence;
}

const DOCUMENT = /(?:^|\/)readme[^/]*$|\.(?:md|mdx|rst|markdown)$|(?:^|\/)docs?\/.*\.txt$/i;
export const CI_FILE =
  /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)\.gitlab-ci\.ya?ml$|(?:^|\/)\.circleci\/config\.ya?ml$|(?:^|\/)\.travis\.ya?ml$|(?:^|\/)azure-pipelines[^/]*\.ya?ml$|(?:^|\/)Jenkinsfile[^/]*$/;
const LARGEST = 512 * 1024;
const MOST = 500;

export async function readMentions(
  workspace: Workspace,
  files: readonly FileEntry[],
  all: readonly TrackerSigns[],
): Promise<{ readonly mentions: readonly Mention[]; readonly servers: readonly ServerCommand[] }> {
  const speakers = all
    .filter((signs) => signs.mentions.length > 0)
    .map((signs) => ({ tracker: signs.id, pattern: wholeWords(signs.mentions) }));
  const documents = files.filter(
    ({ path, size, symlink }) => !symlink && size <= LARGEST && (DOCUMENT.test(path) || CI_FILE.test(path)),
  );
  const mentions: Mention[] = [];
  const servers: ServerCommand[] = [];
  for (const { path } of documents.slice(0, MOST)) {
    const text = await workspace.readText(path).catch(() => "");
    if (DOCUMENT.test(path)) servers.push(...serverCommands(path, text));
    for (const { tracker, pattern } of speakers) {
      const first = firstMention(text, pattern, tracker, path);
      if (first !== null) mentions.push(first);
    }
  }
  return { mentions, servers };
}

/** The first strong mention of a document, else its first weak one. */
function firstMention(text: string, pattern: RegExp, tracker: TrackerId, path: string): Mention | null {
  let weak: Mention | null = null;
  let line = 1;
  let counted = 0;
  for (const found of text.matchAll(pattern)) {
    for (; counted < found.index; counted++) if (text.charCodeAt(counted) === 10) line++;
    const start = text.lastIndexOf("\n", found.index) + 1;
    const end = text.indexOf("\n", found.index);
    const around = text.slice(start, Math.min(end === -1 ? text.length : end, start + 2000));
    const mention = { tracker, word: found[0], location: { path, line } };
    if (!isWeak(around)) return { ...mention, confidence: "medium" };
    weak ??= { ...mention, confidence: "low" };
  }
  return weak;
}

/** A badge, a citation, or a long list of names says little about this repository. */
const isWeak = (line: string): boolean =>
  /img\.shields\.io|badge|et al\.|@(?:inproceedings|article|misc|software)\b/i.test(line) ||
  line.split(",").length > 7;

function wholeWords(words: readonly string[]): RegExp {
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`(?<![\\w.-])(?:${escaped.join("|")})(?![\\w-])`, "g");
}
