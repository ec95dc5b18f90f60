import { packageAt } from "./source.js";

export interface Hook {
  readonly id: "exptrack-check" | "exptrack-report";
  readonly name: string;
  readonly entry: string;
  /** What it says besides, each a key with its value. */
  readonly more: readonly string[];
}

/** The same as in `.pre-commit-hooks.yaml`; as a local hook they need no address of a repository. */
export const HOOKS: readonly Hook[] = [
  {
    id: "exptrack-check",
    name: "exptrack check",
    entry: "exptrack check",
    more: [],
  },
  {
    id: "exptrack-report",
    name: "exptrack report",
    entry: "exptrack audit --no-local --quiet --fail-on-change",
    more: ["always_run: true", "pass_filenames: false"],
  },
];

/** How an existing list is laid out, in columns. */
export interface Layout {
  /** Before the dash of an entry of `repos`. */
  readonly dash: number;
  /** From a dash to the key behind it. */
  readonly gap: number;
  /** From the keys of an entry to the dash of a hook. */
  readonly inner: number;
}

export const USUAL_LAYOUT: Layout = { dash: 2, gap: 2, inner: 2 };

/** The lines of an entry of `repos` with these hooks. */
export function hookEntry(hooks: readonly Hook[], version: string, layout: Layout = USUAL_LAYOUT): string[] {
  const { dash, gap, inner } = layout;
  const marked = (at: number, text: string): string => `${" ".repeat(at)}-${" ".repeat(gap - 1)}${text}`;
  const hookAt = dash + gap + inner;
  const below = " ".repeat(hookAt + gap);
  return [
    marked(dash, "repo: local"),
    `${" ".repeat(dash + gap)}hooks:`,
    ...hooks.flatMap(({ id, name, entry, more }) => [
      marked(hookAt, `id: ${id}`),
      `${below}name: ${name}`,
      `${below}entry: ${entry}`,
      `${below}language: node`,
      `${below}additional_dependencies: ["${packageAt(version)}"]`,
      ...more.map((line) => `${below}${line}`),
      `${below}require_serial: true`,
    ]),
  ];
}

/** The same on one line, for lists in braces. */
export function hookEntryInFlow(hooks: readonly Hook[], version: string): string {
  const entries = hooks.map(({ id, name, entry, more }) =>
    [
      `id: ${id}`,
      `name: ${name}`,
      `entry: ${entry}`,
      "language: node",
      `additional_dependencies: ["${packageAt(version)}"]`,
      ...more,
      "require_serial: true",
    ].join(", "),
  );
  return `{repo: local, hooks: [${entries.map((entry) => `{${entry}}`).join(", ")}]}`;
}
