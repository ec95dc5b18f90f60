/** Builds the sample project, its history included, into a new folder; the same commit ids every time. */
export function buildDemo(target: string): Promise<unknown>;
