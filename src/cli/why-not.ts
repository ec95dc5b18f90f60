const WORDS: Readonly<Record<string, string>> = {
  EACCES: "not permitted; check the permissions of its folder",
  EPERM: "not permitted; check the permissions of its folder",
  EROFS: "the file system is read-only; name a place elsewhere",
  ENOSPC: "no space is left on the device; make room or name a place elsewhere",
  EDQUOT: "the quota is used up; make room or name a place elsewhere",
  ENOTDIR: "a file stands where a folder of its path should be",
  EEXIST: "a file stands where a folder of its path should be",
  EISDIR: "it is a folder: name a file in it",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "its folder is not there and cannot be made",
  ELOOP: "a link leads nowhere there",
  EMFILE: "too many files are open; raise the limit (ulimit -n)",
  ENFILE: "too many files are open on this machine",
  EPIPE: "nobody reads there any more",
};

/** Why something could not be written or read, and what would help. */
export function whyNot(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return WORDS[code ?? ""] ?? `the system says ${code ?? String(error)}`;
}
