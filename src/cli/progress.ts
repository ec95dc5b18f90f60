import { drawable } from "./ascii.js";

/** One line on stderr that comes and goes: only where a person watches, never in CI. */
export class Progress {
  readonly #on: boolean;
  #shown = false;

  constructor(wanted: boolean) {
    this.#on = wanted && process.stderr.isTTY === true && process.env.TERM !== "dumb" && !process.env.CI;
  }

  say(what: string): void {
    if (this.#on) this.#show(`${what} …`);
  }

  /** To be called for every single one; shows each hundredth. */
  count(what: string, done: number): void {
    if (this.#on && done % 100 === 0) this.#show(`${what} … ${withThousands(done)}`);
  }

  clear(): void {
    if (this.#shown) process.stderr.write("\r\u001b[K");
    this.#shown = false;
  }

  #show(line: string): void {
    process.stderr.write(`\r\u001b[K${drawable(`exptrack: ${line}`, process.stderr, process.env)}`);
    this.#shown = true;
  }
}

const withThousands = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
