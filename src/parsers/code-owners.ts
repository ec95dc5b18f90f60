/** One rule of a CODEOWNERS file. */
export interface CodeOwners {
  readonly pattern: string;
  /** How many owners it names; a rule without owners takes a path out of the ones before it. */
  readonly owners: number;
  readonly line: number;
}

/**
 * Rules of GitHub's and GitLab's CODEOWNERS: a pattern and its owners on a line, `#` begins a comment, `\ ` is a blank
 * inside a pattern; GitLab's `[Section]` lines are left out.
 */
export function parseCodeOwners(text: string): readonly CodeOwners[] {
  return text.split("\n").flatMap((written, index): readonly CodeOwners[] => {
    const line = written.replace(/(?:^|\s)#.*$/, "").trim();
    if (line === "" || line.length > 2000 || /^\^?\[/.test(line)) return [];
    const [pattern = "", ...owners] = line.split(/(?<!\\)\s+/);
    const named = owners.filter((owner) => /^@|^[^\s@]+@[^\s@]+$/.test(owner));
    return [{ pattern: pattern.replaceAll("\\ ", " "), owners: named.length, line: index + 1 }];
  });
}
