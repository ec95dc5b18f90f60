import type { Change, ChangeState } from "../core/change.js";
import type { Problem } from "../core/run.js";

/** What a partial clone does not hold of the changed files in one state. */
export async function absences({ files, after }: Change, state: ChangeState): Promise<readonly Problem[]> {
  const isAfter = state === after;
  const [path, ...others] = await state.absent(
    files.map(({ path, from }) => (isAfter ? path : (from ?? path))),
  );
  if (path === undefined) return [];
  const what = `its content${others.length === 0 ? "" : `, and that of ${others.length} more,`}`;
  return [
    {
      path,
      message: isAfter
        ? `${what} is not in this clone, and was not looked at`
        : `${what} before the change is not in this clone: errors are not told from older ones, and shown as warnings`,
    },
  ];
}
