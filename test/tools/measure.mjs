// Times commands for bench.mjs: whole processes, in turn, so that a busy machine slows all of them alike.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";

const GNU_TIME = "/usr/bin/time";

/**
 * One run of a command: seconds and peak memory in MB (NaN where there is no GNU time). A command that prints
 * `seconds=…` has measured the work itself, without the start of its interpreter.
 */
export function once([command, ...args], { env = {}, cwd } = {}) {
  const timed = existsSync(GNU_TIME)
    ? [GNU_TIME, "-f", "rss=%M wall=%e", command, ...args]
    : [command, ...args];
  const start = process.hrtime.bigint();
  const done = spawnSync(timed[0], timed.slice(1), {
    encoding: "utf8",
    maxBuffer: 1 << 30,
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  if (done.status !== 0) throw new Error(`${[command, ...args].join(" ")}: ${done.stderr.slice(-2000)}`);
  const said = /^seconds=([\d.]+)$/m.exec(done.stdout.slice(0, 1000))?.[1];
  const rss = /rss=(\d+) wall=/.exec(done.stderr)?.[1];
  return {
    seconds: said === undefined ? wall : Number(said),
    mb: rss === undefined ? Number.NaN : Number(rss) / 1024,
  };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Medians of several commands, run in turn; a slow one (`rounds: 1`) takes part in the first round only. The folder that
 * `afresh` names is removed before each run of its command.
 */
export function inTurn(commands, rounds) {
  const results = commands.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { command, env, cwd, afresh, rounds: own = rounds }] of commands.entries()) {
      if (afresh !== undefined) rmSync(afresh, { recursive: true, force: true });
      if (round < own) results[index].push(once(command, { env, cwd }));
    }
  }
  return results.map((all) => ({
    seconds: median(all.map((one) => one.seconds)),
    mb: median(all.map((one) => one.mb)),
  }));
}
