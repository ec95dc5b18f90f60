/** Where an `artifact_uri` or `source.name` points. MLflow writes absolute paths, `file:` URIs, relative paths, and servers. */
export type Place =
  /** A path on the machine that recorded it: POSIX, decoded, without trailing slash. */
  | { readonly at: "path"; readonly path: string }
  /** On a server or in a bucket: the scheme says which. */
  | { readonly at: "server"; readonly scheme: string; readonly path: string };

export function placeOf(uri: string): Place {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) return { at: "path", path: trimmed(slashes(uri)) };
  if (scheme === "file") {
    const path = slashes(decoded(uri.slice(5).replace(/^\/\/[^/]*(?=\/)/, "")));
    // `file:///C:/…`: the slash before a drive's letter is the URI's.
    return { at: "path", path: trimmed(path.replace(/^\/(?=[A-Za-z]:(?:\/|$))/, "")) };
  }
  return { at: "server", scheme, path: trimmed(decoded(uri.slice(scheme.length + 1))) };
}

/** Windows paths have backslashes; a POSIX path with one keeps it. */
const slashes = (path: string): string =>
  /^\/?[A-Za-z]:/.test(path) || !path.includes("/") ? path.replaceAll("\\", "/") : path;

const trimmed = (path: string): string => {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end--;
  return path.slice(0, end);
};

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `path` without the given tail of whole segments; null: it does not end so. */
export function withoutTail(path: string, tail: string): string | null {
  return path.endsWith(`/${tail}`) ? path.slice(0, -tail.length - 1) : null;
}

/** `path` relative to a folder above it ("" is the file system's root); null: it lies elsewhere. */
export function relativeTo(folder: string, path: string): string | null {
  if (path === folder) return ".";
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null;
}
