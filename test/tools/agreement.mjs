/**
 * How far two columns of scores from 0 to 5 agree.
 */

const CATEGORIES = 6;

/** @param {number} score @returns {number} the category that it falls in, half up */
export const categoryOf = (score) => Math.min(CATEGORIES - 1, Math.max(0, Math.floor(score + 0.5)));

/** A score is inside a label's range [a, b] when a − 0.5 ≤ score ≤ b + 0.5. */
export const isInside = (score, [low, high]) => score >= low - 0.5 && score <= high + 0.5;

/**
 * Cohen's kappa with quadratic weights (Cohen 1968) of two columns of categories. 1: full agreement, 0: as by chance.
 * NaN where chance leaves no disagreement, both columns being one and the same constant.
 * @param {readonly (readonly [number, number])[]} pairs
 */
export function weightedKappa(pairs) {
  const [first, second] = [0, 1].map((column) => {
    const counts = Array(CATEGORIES).fill(0);
    for (const pair of pairs) counts[pair[column]]++;
    return counts;
  });
  const weight = (a, b) => (a - b) ** 2 / (CATEGORIES - 1) ** 2;
  const observed = pairs.reduce((sum, [a, b]) => sum + weight(a, b), 0);
  let expected = 0;
  for (let a = 0; a < CATEGORIES; a++)
    for (let b = 0; b < CATEGORIES; b++) expected += (weight(a, b) * first[a] * second[b]) / pairs.length;
  return expected === 0 ? Number.NaN : 1 - observed / expected;
}

/** @param {readonly (readonly [number, number])[]} pairs */
export const meanAbsoluteError = (pairs) => mean(pairs.map(([a, b]) => Math.abs(a - b)));

/** Of the numbers that are some. @param {readonly number[]} values */
export function mean(values) {
  const real = values.filter((value) => !Number.isNaN(value));
  return real.length === 0 ? Number.NaN : real.reduce((sum, value) => sum + value, 0) / real.length;
}
