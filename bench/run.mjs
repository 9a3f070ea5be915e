// Prints what gitenv's speed is, as ratios against something run beside it: `npm run bench [topic…]`.
import os from 'node:os';
import Table from 'cli-table3';
import { bundles } from './bundles.mjs';
import { coldStart } from './cold-start.mjs';
import { emulator } from './emulator.mjs';
import { packageSize } from './package-size.mjs';
import { push } from './push.mjs';
import { rights } from './rights.mjs';
import { makeScene } from './scene.mjs';
import { status } from './status.mjs';

const topics = { coldStart, packageSize, status, push, rights, emulator, bundles };
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in topics));
if (unknown) throw new Error(`no topic '${unknown}'; there are ${Object.keys(topics).join(', ')}`);

const table = new Table({
  head: ['what', 'measured', 'beside it', 'result', 'bound', ''],
  style: { head: [], border: [], compact: true },
});
const scene = makeScene();
try {
  for (const [name, measure] of Object.entries(topics)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stderr.write(`${name} …\n`);
    for (const row of await measure(scene)) {
      table.push([
        row.what,
        row.measured,
        row.beside ?? '',
        row.result,
        row.bound,
        row.within === undefined ? '' : row.within ? 'within' : 'OVER',
      ]);
    }
  }
} finally {
  scene.end();
}
console.log(`node ${process.version}, ${os.cpus().length} cores, medians`);
console.log(table.toString());
