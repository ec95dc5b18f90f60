// `npm run bench -- [repository]`: time and memory of an audit beside its peer, and of a cold start beside bare node,
// in one run of one script, so that only the ratios are read. The repository is a Python tree of 300 files and more;
// ADDUCE names the peer's command (a PyPI package; left out where it is not given).
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const exptrack = fileURLToPath(new URL("../../dist/src/cli/bin.js", import.meta.url));
const repository = process.argv[2];
const peer = process.env.ADDUCE;
const ROUNDS = Number(process.env.ROUNDS ?? 5);

const node = process.execPath;
const CONTESTS = [
  {
    name: "cold start",
    ours: [node, exptrack, "--version"],
    peer: { name: "bare node", command: [node, "-e", "0"] },
  },
  ...(repository === undefined
    ? []
    : [
        {
          name: `audit of ${repository}`,
          ours: [node, exptrack, "audit", repository, "--no-report", "--quiet"],
          peer: peer === undefined ? null : { name: "adduce", command: [peer, "check", repository] },
        },
        {
          name: `runs of ${repository}`,
          ours: [node, exptrack, "runs", repository, "--format", "json"],
          peer: null,
        },
      ]),
];

/** One run: milliseconds and, where /usr/bin/time is there, peak memory in MB. */
function once([command, ...args]) {
  const start = process.hrtime.bigint();
  const timed = spawnSync("/usr/bin/time", ["-f", "rss=%M", command, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const plain =
    timed.error === undefined ? timed : spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  const begun = timed.error === undefined ? start : null;
  const ms = begun === null ? Number.NaN : Number(process.hrtime.bigint() - begun) / 1e6;
  const rss = /rss=(\d+)/.exec(plain.stderr ?? "")?.[1];
  return { ms, mb: rss === undefined ? Number.NaN : Number(rss) / 1024 };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Ours and the peer in turn, so that a busy machine slows both. */
function contest({ name, ours, peer }) {
  const sides = [{ name: "exptrack", command: ours }, ...(peer === null ? [] : [peer])];
  const results = sides.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [index, side] of sides.entries()) results[index].push(once(side.command));
  const medians = results.map((all) => ({
    ms: median(all.map((one) => one.ms)),
    mb: median(all.map((one) => one.mb)),
  }));
  for (const [index, side] of sides.entries()) {
    const { ms, mb } = medians[index];
    const ratio =
      index === 0 && medians[1] !== undefined
        ? `  ${(ms / medians[1].ms).toFixed(2)} x its time, ${(mb / medians[1].mb).toFixed(2)} x its memory`
        : "";
    console.log(
      `${name.padEnd(40)} ${side.name.padEnd(10)} ${ms.toFixed(0).padStart(6)} ms ${mb.toFixed(0).padStart(5)} MB${ratio}`,
    );
  }
}

for (const one of CONTESTS) contest(one);
