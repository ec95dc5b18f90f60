/** An example as a fenced block, the fence longer than any in the example itself. */
export function fenced(example: string): string[] {
  const fence = example.includes("```") ? "````" : "```";
  return [`${fence}text`, ...example.split("\n"), fence];
}
