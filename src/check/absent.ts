import type { Change, ChangeState } from "../core/change.js";
import type { Problem } from "../core/run.js";

/** Changed files, as a state calls them, whose content a partial clone does not hold. */
export const absentIn = ({ files, after }: Change, state: ChangeState): Promise<readonly string[]> =>
  state.absent(files.map(({ path, from }) => (state === after ? path : (from ?? path))));

/** @param what  how the sentence about the content of the first one ends */
export function absence([path, ...others]: readonly string[], what: string): readonly Problem[] {
  if (path === undefined) return [];
  const more = others.length === 0 ? "" : `, and that of ${others.length} more,`;
  return [{ path, message: `its content${more} ${what}` }];
}
