import { folderOf } from "../core/paths.js";
import type { Gap } from "../core/report.js";
import { isReadmeName } from "../detectors/readme-text.js";
import type { Asked, Found, LookUp } from "./look-up.js";
import { isRecordArchive } from "./record-places.js";

/** What the first look passes over: files beside the machinery of a virtual environment, archives, ignored documents. */
export const ignoredDirectories: LookUp = {
  id: "ignored-directories",
  title: "folders that the first look passes over",
  async find(asked): Promise<Found> {
    const files = (await asked.workspace.leftOut()).filter(
      ({ scope }) => scope === "tracked" || (asked.local && scope === "untracked"),
    );
    const archives = [...asked.files, ...files].filter(({ path }) => isRecordArchive(path));
    const tracked = archives.filter(({ scope }) => scope === "tracked");
    return {
      files,
      named: tracked.map(({ path }) => ({ location: { path }, gap: unopened(path) })),
      elsewhere: asked.local
        ? [
            ...archives
              .filter(({ scope }) => scope !== "tracked")
              .map(({ path }) => unopened(path, ", which git does not track")),
            ...ignoredDocuments(asked),
          ]
        : [],
    };
  },
};

const unopened = (path: string, more = ""): Gap => ({
  what: `${path}${more} may hold run records: archives are not opened`,
  needed: "the records themselves: unpacked and committed, or in the ledger snapshot",
});

function ignoredDocuments({ files, clone }: Asked): Gap[] {
  if (clone.evidence("docs.readme").length > 0) return [];
  const hidden = files.filter(({ path, scope }) => scope === "ignored" && isReadmeName(path));
  const [first] = hidden.filter(({ path }) => folderOf(path).split("/").length <= 2);
  return first === undefined
    ? []
    : [
        {
          what: `git ignores ${first.path}: a clone is without it`,
          needed: "the document under version control",
        },
      ];
}
