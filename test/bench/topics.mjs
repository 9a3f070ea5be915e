// A bench of topics that measure nothing: `node topics.mjs <count> [fails] [--json <file>] [--against <file>]`.
import { parseArgs } from 'node:util';
import { report } from '../../bench/report.mjs';

const options = { json: { type: 'string' }, against: { type: 'string' } };
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const [count, fails] = positionals;

const row = (what, requests, within) => ({
  what,
  result: `${requests} requests`,
  bound: '≤ 10',
  within,
  counts: { requests },
  cpuMs: 12.4,
});

async function* counted() {
  yield row('the first', Number(count), true);
  if (fails) throw new Error('stg has 6 buckets\nand more');
  yield row('the second', 3, false);
}

process.exitCode = await report(
  { counted, after: () => [row('after it', 5, true)] },
  {
    ...values,
    heading: 'a machine',
    print: { progress: (line) => console.error(line), result: (text) => console.log(text) },
  },
);
