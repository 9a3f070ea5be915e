const fs = require('node:fs');

/** Removes the folder that the setup has made for all temporary files. */
module.exports = function globalTeardown() {
  fs.rmSync(process.env.TMPDIR, { recursive: true, force: true, maxRetries: 10 });
};
