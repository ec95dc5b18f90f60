/** What `poetry run`, `uv run` and the like run, in the environment that they keep. */
export function withoutRunner(words: readonly string[]): readonly string[] {
  return /^(?:poetry|uv|pdm|pipenv|hatch|rye|pixi)$/.test(words[0] ?? "") && words[1] === "run"
    ? words
        .slice(2)
        .filter(
          (word, index, rest) =>
            !(word.startsWith("-") && rest.slice(0, index).every((w) => w.startsWith("-"))),
        )
    : words;
}
