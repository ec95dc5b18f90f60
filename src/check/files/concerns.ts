import { LOG_BY_NAME, RECORD } from "./record-paths.js";

/** Which changed files matter to the questions about files, by their names alone. */

/** What a run left behind: its files, or a database or log in which runs may lie. */
export const mayBeRecord = (path: string): boolean => RECORD.test(path) || LOG_BY_NAME.test(path);

/** Words for people: no stage of a pipeline depends on them often enough to look. */
const PROSE =
  /\.(?:md|rst|adoc|png|jpe?g|gif|svg|pdf|html?|css)$|(?:^|\/)(?:LICEN[CS]E|NOTICE|CODEOWNERS|\.gitignore)$/i;

/** Parameters, sources and data may be what a stage of a pipeline was tied to. */
export const mayBeTied = (path: string): boolean => !PROSE.test(path);

/** Any name may hold anything; sources and documents are too short to ask. */
const SHORT =
  /\.(?:pyi?|pyx|c|h|cc|cpp|hpp|cu|cuh|js|ts|tsx|jsx|rs|go|java|scala|sh|bash|ya?ml|toml|cfg|ini|md|rst|tex|bib|css|html?|lock|dvc)$/i;

export const mayBeLarge = (path: string): boolean => !SHORT.test(path);
