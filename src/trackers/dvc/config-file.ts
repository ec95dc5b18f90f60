import { posix } from "node:path";
import { parseIni } from "../../parsers/ini.js";

export interface Remote {
  readonly name: string;
  readonly url: string;
  /** Others can reach it: no folder of one machine. */
  readonly shared: boolean;
}

export interface DvcConfig {
  readonly remotes: readonly Remote[];
  /** Name of the remote that `dvc push` uses; null where none is named. */
  readonly defaultRemote: string | null;
}

const REMOTE = /^remote\s+["']?(.+?)["']?$/;

/** An address of the machine that asks: `http://localhost:9000` of a storage server that runs beside. */
const ofThisMachine = (url: string): boolean =>
  /^[A-Za-z][\w+.-]*:\/\/(?:[^/@]*@)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)(?:[:/]|$)/i.test(
    url,
  );

/** `.dvc/config` (dvc/config.py of 3.67). */
export function parseDvcConfig(text: string): DvcConfig {
  const sections = Object.entries(parseIni(text));
  const urls = new Map(
    sections.flatMap(([section, values]) => {
      const name = REMOTE.exec(section)?.[1];
      const url = Object.hasOwn(values, "url") ? values.url! : "";
      return name === undefined || url === "" ? [] : [[name, url] as const];
    }),
  );
  const endpoints = new Map(
    sections.flatMap(([section, values]) => {
      const name = REMOTE.exec(section)?.[1];
      return name !== undefined && Object.hasOwn(values, "endpointurl") ? [[name, values.endpointurl!]] : [];
    }),
  );
  const core = sections.find(([section]) => section === "core")?.[1] ?? {};
  return {
    remotes: [...urls].map(([name, url]) => ({
      name,
      url,
      shared: isShared(url, urls) && !ofThisMachine(endpoints.get(name) ?? ""),
    })),
    defaultRemote: (Object.hasOwn(core, "remote") && core.remote) || null,
  };
}

/** A path (`../store`, `C:\\store`) is a folder of one machine; `remote://name/path` lies below another remote. */
function isShared(url: string, urls: ReadonlyMap<string, string>): boolean {
  let place: string | undefined = url;
  for (let hops = 0; hops <= urls.size; hops++) {
    const [, scheme, host] = /^([A-Za-z][\w+.-]+):\/\/([^/]*)/.exec(place ?? "") ?? [];
    if (scheme?.toLowerCase() !== "remote") {
      return (
        scheme !== undefined &&
        !["file", "local"].includes(scheme.toLowerCase()) &&
        !ofThisMachine(place ?? "")
      );
    }
    place = urls.get(host ?? "");
  }
  return false;
}

/** The folder of the DVC project that a file belongs to: the nearest above it that holds `.dvc/config`; null: none. */
export function projectRoot(path: string, has: (path: string) => boolean): string | null {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    if (has(posix.join(folder, ".dvc/config"))) return folder;
    if (folder === "." || folder === "/") return null;
  }
}
