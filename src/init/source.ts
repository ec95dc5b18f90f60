/** How others come by exptrack: the one place that names the package. */

const PACKAGE = "exptrack";

/** `exptrack@1.2.3`, as npm and pre-commit take it. */
export const packageAt = (version: string): string => `${PACKAGE}@${version}`;

/** A command line that needs no installation. */
export const commandAt = (version: string, words: string): string =>
  `npx --yes ${packageAt(version)} ${words}`;
