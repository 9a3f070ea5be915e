// Loaded into each Node of a command that is counted (NODE_OPTIONS): at its end it adds a line with what it has asked, started and used.
const { subscribe } = require('node:diagnostics_channel');
const { ChildProcess } = require('node:child_process');
const fs = require('node:fs');

let requests = 0;
let processes = 0;
/** When git was started to push, in ms from the start of this process. */
let pushAtMs;
subscribe('http.client.request.start', () => {
  requests += 1;
});
const { spawn } = ChildProcess.prototype;
ChildProcess.prototype.spawn = function (...args) {
  processes += 1;
  if (args[0].args.includes('push')) pushAtMs ??= performance.now();
  return spawn.apply(this, args);
};
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  const status = process.platform === 'linux' ? fs.readFileSync('/proc/self/status', 'utf8') : '';
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? maxRSS;
  const line = {
    requests,
    processes,
    cpuMs: (user + system) / 1000,
    peakBytes: peak * 1024,
    pushAtMs,
  };
  fs.appendFileSync(process.env.BENCH_COUNTS, `${JSON.stringify(line)}\n`);
});
