/** One line on stderr that comes and goes: only where a person watches, never in CI. */
export class Progress {
  readonly #on: boolean;
  #shown = false;

  constructor(wanted: boolean) {
    this.#on = wanted && process.stderr.isTTY === true && !process.env.CI;
  }

  say(what: string): void {
    if (!this.#on) return;
    process.stderr.write(`\r\u001b[Kexptrack: ${what} …`);
    this.#shown = true;
  }

  clear(): void {
    if (this.#shown) process.stderr.write("\r\u001b[K");
    this.#shown = false;
  }
}
