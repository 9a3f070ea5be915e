import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-packed-')));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Builds and packs a copy of the sources. @returns the digest of the package */
function packIn(name: string): string {
  const copy = path.join(folder, name);
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0').filter((it) => it !== '')) {
    if (!fs.existsSync(path.join(root, file))) continue;
    fs.mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    fs.cpSync(path.join(root, file), path.join(copy, file), { verbatimSymlinks: true });
  }
  fs.rmSync(path.join(copy, 'node_modules'), { force: true });
  fs.symlinkSync(fs.realpathSync(path.join(root, 'node_modules')), path.join(copy, 'node_modules'));
  execFileSync(process.execPath, ['build.mjs'], { cwd: copy });
  const answer = execFileSync('npm', ['pack', '--json', '--ignore-scripts'], { cwd: copy });
  const [{ integrity }] = JSON.parse(String(answer)) as [{ integrity: string }];
  return integrity;
}

test('packing twice, in folders of other names, gives the same bytes', () => {
  expect(packIn('one')).toBe(packIn('another-one'));
});
