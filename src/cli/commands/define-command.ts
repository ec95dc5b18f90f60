import type { Command } from "commander";

/** Adds a command to the program; `done` takes its exit code. What a command needs is loaded when it runs. */
export type DefineCommand = (program: Command, done: (code: number) => void) => void;
