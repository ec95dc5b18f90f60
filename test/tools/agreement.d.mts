type Pairs = readonly (readonly [number, number])[];
export function categoryOf(score: number): number;
export function isInside(score: number, range: readonly [number, number]): boolean;
export function weightedKappa(pairs: Pairs): number;
export function meanAbsoluteError(pairs: Pairs): number;
export function mean(values: readonly number[]): number;
