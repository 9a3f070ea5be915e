import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Runs a command to its end and returns its wall time in ms. @throws when it fails */
export function timeOf(command, args, options = {}) {
  const from = process.hrtime.bigint();
  const { status, error, stderr } = spawnSync(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  const elapsed = Number(process.hrtime.bigint() - from) / 1e6;
  if (error) throw error;
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} exited with ${status}: ${stderr}`);
  return elapsed;
}

/**
 * The same with what was counted: requests over HTTP, processes started and CPU time of the command's own Nodes, and the most
 * memory that one of them held; `pushAtMs` is when git was started to push, from the start of the Node that did.
 */
export function countedRun(command, args, { env, ...options }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-bench-counts-'));
  const file = path.join(folder, 'counts');
  const preload = path.join(import.meta.dirname, 'counted.cjs');
  const counting = { ...env, BENCH_COUNTS: file, NODE_OPTIONS: `--require ${preload}` };
  try {
    const elapsed = timeOf(command, args, { env: counting, ...options });
    const lines = fs.readFileSync(file, 'utf8').trim().split('\n').map(JSON.parse);
    const sum = (name) => lines.reduce((all, line) => all + line[name], 0);
    return {
      elapsed,
      counts: { requests: sum('requests'), processes: sum('processes') },
      cpuMs: sum('cpuMs'),
      peakBytes: Math.max(...lines.map(({ peakBytes }) => peakBytes)),
      pushAtMs: lines.find(({ pushAtMs }) => pushAtMs !== undefined)?.pushAtMs,
    };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Takes two measures in turn, A B A B …, after one warm-up of each, so that a drifting machine harms neither. */
export async function inTurn(runs, a, b) {
  await a();
  await b();
  const pairs = [];
  for (let run = 0; run < runs; run++) pairs.push([await a(), await b()]);
  return {
    a: median(pairs.map(([value]) => value)),
    b: median(pairs.map(([, value]) => value)),
    ratio: median(pairs.map(([x, y]) => x / y)),
  };
}

export function median(values) {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const seconds = (value) => `${(value / 1000).toFixed(2)} s`;
export const ms = (value) => `${value.toFixed(0)} ms`;
export const times = (value) => `${value.toFixed(2)} ×`;

/** The most memory that this process has held, in bytes. */
export function peakMemory() {
  // Linux hands what getrusage tells down from the process that started this one, however large that was.
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'));
  return Number(kilobytes) * 1024;
}
