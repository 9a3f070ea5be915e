// Prints what gitenv's speed is, as ratios against something run beside it, and what it counts:
// `npm run bench -- [topic…] [--json <file>] [--against bench/baseline.json]`.
import os from 'node:os';
import { parseArgs } from 'node:util';
import { audit } from './audit.mjs';
import { bundles } from './bundles.mjs';
import { coldStart } from './cold-start.mjs';
import { emulator } from './emulator.mjs';
import { far } from './far.mjs';
import { following } from './following.mjs';
import { history } from './history.mjs';
import { packageSize } from './package-size.mjs';
import { page } from './page.mjs';
import { push } from './push.mjs';
import { report } from './report.mjs';
import { rights } from './rights.mjs';
import { makeScene } from './scene.mjs';
import { status } from './status.mjs';

const topics = {
  coldStart,
  packageSize,
  status,
  history,
  page,
  following,
  push,
  far,
  rights,
  emulator,
  bundles,
  audit,
};
const { values, positionals } = parseArgs({
  options: { json: { type: 'string' }, against: { type: 'string' } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !(name in topics));
if (unknown) throw new Error(`no topic '${unknown}'; there are ${Object.keys(topics).join(', ')}`);

let scene;
const stage = () => {
  scene ??= makeScene();
  return scene;
};
const wanted = Object.entries(topics).filter(
  ([name]) => positionals.length === 0 || positionals.includes(name),
);
try {
  process.exitCode = await report(
    Object.fromEntries(wanted.map(([name, measure]) => [name, () => measure(stage())])),
    {
      ...values,
      heading: `node ${process.version}, ${os.cpus().length} cores, medians`,
      print: { progress: (line) => console.error(line), result: (text) => console.log(text) },
    },
  );
} finally {
  scene?.end();
}
