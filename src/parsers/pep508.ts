import { normaliseName } from "./manifest.js";

/** A requirement as PEP 508 has it, with what pip allows beyond. */
export interface Requirement {
  readonly name: string | null;
  /** Version clauses (`>=1.0,<2`), or the address of a direct reference. */
  readonly spec: string;
  readonly pinned: boolean;
}

/** A longer text is no requirement. */
const LONGEST = 4000;
const NAME = /^([A-Za-z0-9](?:[A-Za-z0-9._-]{0,120}[A-Za-z0-9])?)[ \t]*(\[[^\]]{0,300}\])?[ \t]*/;
const CLAUSE = /^[ \t]*(===|==|~=|!=|<=|>=|<|>)[ \t]*([A-Za-z0-9.*+!_-]{1,100})[ \t]*$/;
/** A commit, an archive's checksum: the only parts of an address that fix its content. */
const FIXED_ADDRESS = /@[0-9a-f]{40}(?:[#&?]|$)|#(?:.{0,200}&)?sha(?:256|384|512)=[0-9a-f]{40,}/i;
const EGG = /[#&]egg=([A-Za-z0-9._-]{1,120})/;
const WHEEL = /\/([A-Za-z0-9._]{1,120})-[^/-]{1,60}(?:-[^/]{1,200})?\.whl(?:[#?]|$)/;
const REPOSITORY = /\/([A-Za-z0-9._-]{1,120}?)(?:\.git)?(?:[@#]|$)/;

/** One requirement, comment and hash options already removed; null where the text is none. */
export function parseRequirement(text: string): Requirement | null {
  const body = text.trim();
  if (body === "" || body.length > LONGEST) return null;
  if (/^(?:[a-z][a-z+.-]{1,15}:\/\/|git\+|hg\+|svn\+|bzr\+|file:)/i.test(body))
    return addressRequirement(body);
  const head = NAME.exec(body);
  if (head === null) return null;
  const name = normaliseName(head[1]!);
  let rest = body.slice(head[0].length);
  if (rest.startsWith("@")) {
    const address = rest
      .slice(1)
      .trim()
      .split(/\s+;|\s/)[0]!;
    return { name, spec: `@ ${address}`, pinned: FIXED_ADDRESS.test(address) };
  }
  rest = rest
    .split(";")[0]!
    .trim()
    .replace(/^\((.*)\)$/, "$1");
  if (rest === "") return { name, spec: "", pinned: false };
  const clauses = rest.split(",").filter((clause) => clause.trim() !== "");
  if (clauses.length === 0 || !clauses.every((clause) => CLAUSE.test(clause))) return null;
  return { name, spec: rest.replace(/\s+/g, ""), pinned: isPinned(rest) };
}

/** Is a version fixed by these clauses? `==1.2` and `===x` are; `==1.2.*`, `~=1.2` and bounds are not. */
export function isPinned(spec: string): boolean {
  return spec.split(",").some((clause) => {
    const parts = CLAUSE.exec(clause);
    return parts !== null && (parts[1] === "==" || parts[1] === "===") && !parts[2]!.includes("*");
  });
}

/** `git+https://host/x.git@sha#egg=name` and archives; the name as far as the address tells it. */
export function addressRequirement(address: string): Requirement {
  const url = address.split(/\s/)[0]!;
  const named =
    EGG.exec(url)?.[1] ??
    WHEEL.exec(url)?.[1] ??
    (/^git\+/.test(url) ? REPOSITORY.exec(url)?.[1] : undefined);
  return {
    name: named === undefined ? null : normaliseName(named),
    spec: url,
    pinned: FIXED_ADDRESS.test(url),
  };
}
