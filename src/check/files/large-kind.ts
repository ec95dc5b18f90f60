import { type FileEntry, UnreadableFile, type Workspace } from "../../core/workspace.js";
import { isData } from "../../detectors/data-files.js";
import { isUnderTests, isVendored } from "../../detectors/tree-places.js";
import { isWeights } from "../../detectors/weights.js";
import { largeContent } from "./large-content.js";

/** Above this a git host warns, whatever the file holds. */
const HOST_WARNS = 50;
const HEAD_BYTES = 512;

/** What makes it data or weights; `sure` false: it is merely large and binary. null: nothing does. */
export async function contentOf(
  entry: FileEntry,
  view: Workspace,
): Promise<{ readonly kind: string; readonly sure: boolean } | null> {
  const huge = entry.size > HOST_WARNS * 1e6;
  // Samples of tests and code of others are no data of the project; no host likes them huge.
  if ((isUnderTests(entry.path) || isVendored(entry.path)) && !huge) return null;
  if (isWeights(entry.path)) return { kind: "model weights", sure: true };
  if (isData(entry)) return { kind: "data", sure: true };
  const kind = largeContent(await head(entry.path, view));
  if (kind !== null) return { kind, sure: true };
  const binary = huge && (await view.kind(entry.path).catch(() => "text")) !== "text";
  return binary ? { kind: "", sure: false } : null;
}

async function head(path: string, view: Workspace): Promise<Buffer> {
  try {
    return await view.read(path, { limit: HEAD_BYTES, maxBytes: Number.MAX_SAFE_INTEGER });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return Buffer.alloc(0);
  }
}
