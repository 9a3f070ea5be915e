import { execFileSync } from 'node:child_process';
import { project } from './scene.mjs';

/** How much `npm install gitenv` puts on a disk. */
export function packageSize() {
  const report = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: project,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  const [{ unpackedSize }] = Object.values(JSON.parse(report));
  const megabytes = unpackedSize / 1e6;
  return [
    {
      what: 'unpacked package',
      measured: `${megabytes.toFixed(2)} MB`,
      result: `${megabytes.toFixed(2)} MB`,
      bound: '≤ 8 MB',
      within: megabytes <= 8,
    },
  ];
}
