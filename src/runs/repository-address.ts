import type { RunRecord } from "../core/run.js";
import type { GitAnswers } from "./questions.js";

/**
 * Host and path of a repository's URL, the same for every way to write it, without user, password or query;
 * null: a folder of one machine, or nothing that could be compared.
 */
export function repositoryAddress(url: string): string | null {
  const text = url.trim().slice(0, 1000);
  const match =
    /^(?:https?|ssh|git|git\+ssh|git\+https):\/\/(?:[^@/]*@)?([^/:?#]+)(?::\d+)?\/([^?#]+)/i.exec(text) ??
    /^(?:[^@/:\s]+@)([^/:\s]+):(?!\/\/)([^?#\s]+)/.exec(text);
  if (match === null) return null;
  const path = match[2]!.replace(/^\/+|\/+$/g, "").replace(/\.git$/i, "");
  return path === "" ? null : `${match[1]!.replace(/^www\./i, "")}/${path}`.toLowerCase();
}

/** The other repository that a record names, where it is none of the audited one's remotes. */
export function otherRepository(record: RunRecord, git: GitAnswers): string | null {
  const { tags, trace } = record;
  const recorded = trace.remote ?? tags["mlflow.source.git.repoURL"] ?? tags["mlflow.gitRepoURL"] ?? null;
  const address = recorded === null ? null : repositoryAddress(recorded);
  const own = git.remotes.flatMap((url) => repositoryAddress(url) ?? []);
  return address === null || own.length === 0 || own.includes(address) ? null : address;
}
