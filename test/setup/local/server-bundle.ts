import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The local server as it is published, built from the sources into a folder of its own. */
export function bundleServer(): { file: string; remove: () => void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-bundle-'));
  const file = path.join(folder, 'local.cjs');
  const root = path.join(__dirname, '..', '..', '..');
  execFileSync(
    path.join(root, 'node_modules', '.bin', 'esbuild'),
    [
      'lib/local/main.ts',
      '--bundle',
      '--platform=node',
      '--target=node20',
      '--main-fields=module,main',
      '--log-level=warning',
      `--outfile=${file}`,
    ],
    { cwd: root, stdio: 'inherit' },
  );
  return { file, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
