/** Exit codes: 0 passed, 1 the gate failed, 2 could not do the job. */
export const EXIT = { passed: 0, gateFailed: 1, couldNot: 2 } as const;
