#!/usr/bin/env node
// The version is asked for by every hook and CI job: it answers before anything else is loaded.
import { VERSION } from "../version.js";

const [, , first, ...others] = process.argv;
if (others.length === 0 && (first === "--version" || first === "-V")) process.stdout.write(`${VERSION}\n`);
else {
  const { main } = await import("./main.js");
  process.exitCode = await main(process.argv);
}
