import fs from 'node:fs';
import path from 'node:path';
import type { Workbench } from './workbench';

/**
 * Has each Node program that a bench runs from here on note the most memory that it held.
 * @returns what was noted so far, in bytes, a number a program
 */
export function measurePeaks(bench: Workbench): () => number[] {
  const notes = path.join(bench.folder, '.gitenv', 'peaks');
  fs.writeFileSync(notes, '');
  bench.env = {
    ...bench.env,
    NODE_OPTIONS: `--require ${JSON.stringify(path.join(__dirname, 'peak.cjs'))}`,
    GITENV_TEST_PEAKS: notes,
  };
  return () => fs.readFileSync(notes, 'utf8').trim().split('\n').map(Number);
}
