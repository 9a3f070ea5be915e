// Loaded into the kit's program: has Node use its stderr while a program of the application runs, as it does when a connection is closed.
const fs = require('node:fs');

process.on('SIGUSR2', () => {
  fs.writeFileSync('used', String(process.stderr.writable));
});
