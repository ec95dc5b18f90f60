import { createInterface } from "node:readline";

export type Answer = "yes" | "no" | "all" | "quit";

const ANSWERS: Readonly<Record<string, Answer>> = {
  y: "yes",
  yes: "yes",
  n: "no",
  no: "no",
  "": "no",
  a: "all",
  all: "all",
  q: "quit",
  quit: "quit",
};

export interface Asking {
  /** The end of the input is "quit". */
  readonly question: (text: string) => Promise<Answer>;
  readonly close: () => void;
}

/** Questions on the terminal, on stderr; null where nobody sits at it. */
export function asks(): Asking | null {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return null;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // What is typed ahead is kept for the questions to come.
  const said = lines[Symbol.asyncIterator]();
  return {
    async question(text) {
      lines.setPrompt(`${text} [y/N/a(ll)/q(uit)] `);
      for (;;) {
        lines.prompt();
        const { done, value } = await said.next();
        if (done) {
          process.stderr.write("\n");
          return "quit";
        }
        const answer = ANSWERS[value.trim().toLowerCase()];
        if (answer !== undefined) return answer;
      }
    },
    close: () => lines.close(),
  };
}
