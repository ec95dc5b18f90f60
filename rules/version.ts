/** Counts up whenever rules are added or judge otherwise: a baseline holds the version that it was made with. */
export const RULE_SET_VERSION = 1;
