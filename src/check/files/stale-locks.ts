import type { Answer, Asked } from "../question.js";

/** Where nothing is locked, no reader of pipelines is loaded. */
export async function askStaleLocks({ state }: Asked): Promise<readonly Answer[]> {
  const paths = await state.paths();
  if (!paths.some((path) => path === "dvc.lock" || path.endsWith("/dvc.lock"))) return [];
  return (await import("./lock-answers.js")).lockAnswers(state);
}
