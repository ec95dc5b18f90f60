/** What share of what an area asks for makes it PASS; with less than the lower one it is FAIL, between them WARN. */
export const AREA_PASSES_FROM = 0.75;
export const AREA_FAILS_UNDER = 0.4;
