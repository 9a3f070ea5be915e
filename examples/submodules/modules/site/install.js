// `node install.js <root> <release> <file>…` puts files on a machine, as one release beside the others, and switches
// to it. A switch is a rename: visitors see the old release or the new one.
const fs = require('node:fs');
const path = require('node:path');

const [root, release, ...files] = process.argv.slice(2);
const folder = path.join(root, 'releases', release);
fs.mkdirSync(folder, { recursive: true });
for (const file of files) fs.copyFileSync(file, path.join(folder, path.basename(file)));

const next = path.join(root, `next-${process.pid}`);
fs.symlinkSync(path.join('releases', release), next);
fs.renameSync(next, path.join(root, 'current'));
console.log(`${root} has release ${release.slice(0, 7)}`);
