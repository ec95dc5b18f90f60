/**
 * Preloaded into the program under attack (`NODE_OPTIONS=--require`): writes down what it starts, where it connects to
 * and how much memory it took at its peak, one JSON value a line, into the file that EXPTRACK_WATCH names.
 */
const childProcess = require("node:child_process");
const dns = require("node:dns");
const { appendFileSync } = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const net = require("node:net");
const { isMainThread } = require("node:worker_threads");

const log = process.env.EXPTRACK_WATCH;
const note = (entry) => appendFileSync(log, `${JSON.stringify(entry)}\n`);

if (log) {
  for (const name of ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"]) {
    const real = childProcess[name];
    childProcess[name] = (program, ...others) => {
      note({ started: String(program) });
      return real.call(childProcess, program, ...others);
    };
  }
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...to) {
    note({ connected: String(to[0]?.host ?? to[0]?.path ?? to[0]) });
    return connect.apply(this, to);
  };
  for (const name of ["lookup", "resolve", "resolve4", "resolve6"]) {
    const real = dns[name];
    dns[name] = (host, ...others) => {
      note({ connected: String(host) });
      return real.call(dns, host, ...others);
    };
  }
  syncBuiltinESMExports();
  if (isMainThread) process.on("exit", () => note({ peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
}
