import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * Where a program of this user keeps what can be made again: `EXPTRACK_CACHE_DIR`, else the platform's place (XDG base
 * directories 0.8, Apple's File System Programming Guide, Windows' known folders). null: there is none.
 */
export function cacheFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string | null {
  const own = environment.EXPTRACK_CACHE_DIR;
  if (own !== undefined && own !== "") return isAbsolute(own) ? own : null;
  const base = baseFolder(environment, platform, home);
  return base === null || !isAbsolute(base) ? null : join(base, "exptrack");
}

function baseFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string | null {
  if (platform === "win32") return environment.LOCALAPPDATA ?? null;
  if (platform === "darwin") return join(home, "Library", "Caches");
  const named = environment.XDG_CACHE_HOME;
  // A relative path is to be ignored, says the specification.
  return named !== undefined && isAbsolute(named) ? named : join(home, ".cache");
}
