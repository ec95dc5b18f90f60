import type { CodeFile } from "../../../core/code.js";
import type { Location } from "../../../core/location.js";

/** Does a place stand under `if __name__ == "__main__":`, and so run only where its file is the program? */
export function isGuarded({ guard }: CodeFile, { line = 0 }: Location): boolean {
  return guard !== null && line >= guard.from && line <= guard.to;
}
