import { defineDetector } from "../core/detector.js";
import { dataDocuments } from "./data-documents.js";
import { downloads } from "./data-downloads.js";
import { dataFileEvidence } from "./data-files.js";
import { dataPipelines } from "./data-pipelines.js";
import { dataSchemas } from "./data-schemas.js";
import { dataVersioningEvidence } from "./data-versioning.js";
import { readDocuments } from "./readme-text.js";
import { holderOf } from "./tree-places.js";

/** Data outside the code: files, what versions them (DVC has a reader of its own), and what documents say of them. */
export const detector = defineDetector({
  id: "data",
  async detect(context) {
    return [
      ...(await dataFileEvidence(context)),
      ...(await dataVersioningEvidence(context)),
      ...(await dataSchemas(context)),
      ...(await dataPipelines(context)),
      ...(await downloads(context)),
      ...dataDocuments(await readDocuments(context), holderOf(context.files)),
    ];
  },
});
