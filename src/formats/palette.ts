/** Colours by meaning; the identity where colour is off. */
export interface Palette {
  readonly good: (text: string) => string;
  readonly fair: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const same = (text: string): string => text;
export const NO_COLOUR: Palette = { good: same, fair: same, bad: same, strong: same, faint: same };
