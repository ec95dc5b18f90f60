/** Points with one decimal, half up; whole ones without: "17.5", "3". Only the display rounds. */
export function points(value: number): string {
  return String(Math.round(value * 10 + 1e-6) / 10);
}

/** "1 run", "3 runs". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
