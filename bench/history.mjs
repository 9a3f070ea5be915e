import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { countedRun, ms, timeOf } from './measure.mjs';

/** The history of a pipeline with 10,000 executions, by an AWS that has nothing else (`long-history-aws.mjs`). */
export async function* history({ env }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-bench-history-'));
  const program = path.join(import.meta.dirname, 'long-history-aws.mjs');
  const aws = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const endpoint = await new Promise((resolve) => {
      aws.stdout.once('data', (text) => resolve(String(text).trim()));
    });
    const run = read(folder, { ...env, AWS_ENDPOINT_URL: endpoint });
    for (const [limit, bound] of [
      [20, 6],
      [10_000, 230],
    ]) {
      const first = run(limit);
      yield rowOf(limit, bound, first, run(limit));
    }
  } finally {
    aws.kill();
    fs.rmSync(folder, { recursive: true });
  }
}

function read(folder, env) {
  const dev = { region: 'eu-west-1', account: '111111111111', profile: 'gitenv-dev' };
  const config = { application: 'app', environments: { dev } };
  fs.writeFileSync(path.join(folder, 'gitenv.json'), JSON.stringify(config));
  const options = { cwd: folder, env: { ...env, XDG_CACHE_HOME: path.join(folder, 'cache') } };
  timeOf('git', ['init', '-q'], options);
  return (limit) =>
    countedRun('gitenv', ['history', 'dev', '--json', '--limit', String(limit)], {
      ...options,
      maxBuffer: 1e9,
    });
}

function rowOf(limit, bound, first, { counts, cpuMs, elapsed, peakBytes }) {
  const peak = Math.max(first.peakBytes, peakBytes);
  const isSmall = peak <= 120e6;
  return {
    what: `gitenv history, ${limit} of 10,000 releases`,
    measured: `${ms(elapsed)}, ${(peak / 1e6).toFixed(0)} MB at most`,
    beside: `the first time: ${first.counts.requests} requests, ${ms(first.elapsed)}`,
    result: `${counts.requests} requests`,
    bound: `≤ ${bound}, 120 MB`,
    within: counts.requests <= bound && isSmall,
    counts,
    cpuMs,
  };
}
