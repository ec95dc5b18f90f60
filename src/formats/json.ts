/** The document itself, stable key order, one trailing newline. */
export const json = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;
