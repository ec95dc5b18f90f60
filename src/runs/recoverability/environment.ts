import type { Answer, RunRecord } from "../../core/run.js";
import { type GitAnswers, LOCK_FILES, MANIFEST_FILES, namesUnseenCommit } from "../questions.js";
import { answer, short } from "./answers.js";

const IMAGE_DIGEST = /@sha256:[0-9a-f]{64}$/;

/** Can the run's software be installed again? */
export function environmentAnswer(record: RunRecord, commit: string | null, git: GitAnswers): Answer {
  const kept =
    record.environment.packages === null ? [] : [{ ...record.location, path: record.environment.packages }];
  const here = [record.location, ...kept];
  if (record.trace.packages === "freeze")
    return answer("exact", "every installed package was recorded with its version", here);
  const image = record.tags["mlflow.docker.image.id"] ?? record.tags["mlflow.docker.image.uri"] ?? "";
  if (IMAGE_DIGEST.test(image)) return answer("exact", "the container image is recorded by its digest", here);
  const lock = atCommit(LOCK_FILES, record, commit, git);
  if (commit !== null && lock !== null)
    return answer("exact", `${lock} at commit ${short(commit)} locks the packages`, here);
  if (record.trace.packages === "partial")
    return answer("approximate", "some packages were recorded with their versions", here);
  const manifest = atCommit(MANIFEST_FILES, record, commit, git);
  if (commit !== null && manifest !== null)
    return answer(
      "approximate",
      `${manifest} at commit ${short(commit)} names the packages without locking them`,
      here,
    );
  if (record.environment.python !== null)
    return answer("approximate", `only Python ${record.environment.python} is recorded`, here);
  if (namesUnseenCommit(record, git))
    return answer(
      "unobservable",
      "nothing of the software is recorded but a commit that cannot be seen here",
      here,
    );
  return record.trace.incomplete === null
    ? answer("lost", "nothing of the software is recorded", here)
    : answer("unobservable", `nothing of the software can be seen: ${record.trace.incomplete}`, here);
}

/** The first of the files that the commit holds, beside the program before at the root. */
function atCommit(
  names: readonly string[],
  record: RunRecord,
  commit: string | null,
  git: GitAnswers,
): string | null {
  if (commit === null) return null;
  const folder = record.program?.includes("/") ? record.program.replace(/\/[^/]*$/, "/") : "";
  const paths = folder === "" ? names : [...names.map((name) => folder + name), ...names];
  return paths.find((path) => typeof git.blobs.get(`${commit}:${path}`) === "string") ?? null;
}
