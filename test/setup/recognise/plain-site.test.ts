import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { siteIn } from '../../../lib/setup/recognise/projects';
import { filesNamed } from '../../../lib/setup/recognise/repository-files';

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-plain-site-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

/** What the site's own build leaves to be served of these files, when it runs as the program of a path. */
function served(names: readonly string[], program: string): string[] {
  const lines = siteIn(filesNamed(root, names))?.build ?? [];
  for (const name of [...names, program]) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), name);
  }
  fs.writeFileSync(path.join(root, program), `#!/bin/sh\nset -eu\n${lines.join('\n')}\n`);
  execFileSync('sh', [`./${program}`], { cwd: root });
  const all = fs.readdirSync(path.join(root, 'dist'), { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(path.join(root, 'dist'), path.join(entry.parentPath, entry.name)))
    .sort();
}

const pages = [
  'index.html',
  'scripts/app.js',
  'deploy/index.html',
  'build/guide.html',
  'parameters/p.html',
  'README.html',
  'testspec.yml',
];

describe('the pages of a plain site', () => {
  test.each(['scripts/build', 'gitenv/run-build'])(
    'are served whole, whatever their folders are called, without the program %s',
    (program) => {
      expect(served(pages, program)).toEqual([...pages].sort());
    },
  );

  test('do not have what gitenv wrote, or what is for people who work on them', () => {
    const own = ['gitenv.json', 'buildspec.yml', 'deploy-policy.json', 'site.yml', 'README.md'];
    const names = ['index.html', 'parameters/dev.json', ...own];
    expect(served(names, 'build')).toEqual(['index.html']);
    // A second build begins anew.
    expect(served(names, 'build')).toEqual(['index.html']);
  });

  test('are not proposed where the folder that is built has pages of its own', () => {
    expect(siteIn(filesNamed(root, ['index.html', 'dist/bundle.js']))).toBeUndefined();
  });
});
