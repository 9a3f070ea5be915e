'use strict';

const fs = require('node:fs');

/** Required by a program, notes at its end the most memory that it held, in bytes, in the file $GITENV_TEST_PEAKS. */
process.on('exit', () => {
  fs.appendFileSync(process.env.GITENV_TEST_PEAKS, `${peak()}\n`);
});

function peak() {
  // Linux hands what getrusage tells down from the process that started this one, however large that was.
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return (
    Number(/^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]) * 1024
  );
}
