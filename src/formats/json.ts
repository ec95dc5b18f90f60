import { jsonBlock } from "./terminal-json.js";

/** The document itself, stable key order, one trailing newline; nothing in it is an order to a terminal. */
export const json = (document: unknown): string => `${jsonBlock(document)}\n`;
