#!/usr/bin/env node
// The version is asked for by every hook and CI job: it answers before anything else is loaded.
import { VERSION } from "../version.js";

const [, , first, ...others] = process.argv;
if (others.length === 0 && (first === "--version" || first === "-V")) process.stdout.write(`${VERSION}\n`);
else {
  try {
    const { main } = await import("./main.js");
    process.exitCode = await main(process.argv);
  } catch (error) {
    // Nothing but the program's own files can fail here: too many files are open, or a broken installation.
    process.stderr.write(`exptrack: cannot be loaded: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 2;
  }
}
