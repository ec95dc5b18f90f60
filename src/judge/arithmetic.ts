/** Sums are whole hundredths, so that no machine adds them up otherwise. */
export const toHundredths = (points: number): number => Math.round(points * 100 + 1e-9);
export const fromHundredths = (hundredths: number): number => hundredths / 100;
