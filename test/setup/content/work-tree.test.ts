import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { nextSteps } from '../../../lib/setup/content/next-steps';
import { placeOf } from '../../../lib/setup/content/places';
import { writeAttributes, writeStarters } from '../../../lib/setup/content/write-content';

let root: string;
beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-content-')));
  git('init', '--quiet', '-b', 'main');
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd: root,
    encoding: 'utf8',
  });

function write(name: string, text = ''): void {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), text);
}

const read = (name: string) => fs.readFileSync(path.join(root, name), 'utf8');

describe('the place of a program', () => {
  test.each([
    ['nothing is there', [], 'build', false],
    ['it is there', ['build'], 'build', true],
    ['there is a folder of that name', ['build/x'], 'scripts/build', false],
    ['there is a folder of that name in capitals', ['Build/x'], 'scripts/build', false],
    ['scripts is a file', ['build/x', 'scripts'], 'ops/build', false],
    ['the next place has another program', ['build/x', 'scripts/build'], 'ops/build', false],
  ])('where %s', async (_, files, place, exists) => {
    for (const file of files) write(file);
    expect(await placeOf(root, 'build')).toEqual({ path: place, exists });
  });

  test('is none that git ignores, nor one that the project makes itself', async () => {
    write('.gitignore', '/build\n');
    write('build', 'what a compiler left');
    expect(await placeOf(root, 'build')).toEqual({ path: 'scripts/build', exists: false });
    write('.gitignore', 'build\n');
    expect(await placeOf(root, 'build')).toEqual({ path: 'gitenv/run-build', exists: false });
    expect(await placeOf(root, 'deploy', ['deploy'])).toMatchObject({ path: 'scripts/deploy' });
  });
});

test('a starter is executable, and is written over nothing', () => {
  write('deploy', 'mine');
  const starter = (name: string) => ({ path: name, text: '#!/bin/sh\n', isProgram: true });
  expect(writeStarters(root, [starter('scripts/build'), starter('deploy')])).toEqual([
    'scripts/build',
  ]);
  expect(fs.statSync(path.join(root, 'scripts/build')).mode & 0o777 & 0o111).toBe(0o111);
  expect(read('deploy')).toBe('mine');
});

describe('.gitattributes', () => {
  const line = '.gitenv/kit.cjs linguist-generated -diff';

  test.each([
    [undefined, `${line}\n`],
    ['*.png binary\n', `*.png binary\n${line}\n`],
    ['*.png binary', `*.png binary\n${line}\n`],
    ['* text=auto\r\n*.png binary', `* text=auto\r\n*.png binary\r\n${line}\r\n`],
  ])('%j gets one line, once', (before, after) => {
    write('.gitenv/kit.cjs');
    if (before !== undefined) write('.gitattributes', before);
    expect(writeAttributes(root)).toEqual(['.gitattributes']);
    expect(read('.gitattributes')).toBe(after);
    expect(writeAttributes(root)).toEqual([]);
    expect(read('.gitattributes')).toBe(after);
  });

  test('is left alone without the program of the kits', () => {
    expect(writeAttributes(root)).toEqual([]);
  });
});

describe('the commands that come next', () => {
  const steps = (more: Partial<Parameters<typeof nextSteps>[0]> = {}) =>
    nextSteps({ root, directory: root, files: [], programs: [], push: 'git push dev', ...more });

  beforeEach(() => write('gitenv.json', '{}'));

  test('add everything to a repository without a commit', async () => {
    expect(await steps()).toEqual([
      'git add --all',
      "git commit -m 'Deploy with gitenv'",
      'git push dev',
    ]);
  });

  test('add what is new or changed, by paths from where the user stands, and work there', async () => {
    write('my docs/x');
    git('add', '--all');
    git('commit', '--quiet', '-m', 'Begin');
    expect(await steps()).toEqual(['git push dev']);
    write('gitenv.json', '{ "kit": "script" }');
    for (const name of ['build', 'my docs/deploy']) write(name);
    const directory = path.join(root, 'my docs');
    const programs = ['build', 'my docs/deploy', 'not-there'];
    const commands = await steps({ directory, programs });
    expect(commands[0]).toBe('git add ../gitenv.json ../build deploy');
    execFileSync('/bin/sh', ['-c', commands[0] ?? ''], { cwd: directory });
    expect(git('status', '--porcelain')).toBe('A  build\nM  gitenv.json\nA  "my docs/deploy"\n');
  });

  test('force what git ignores, and set the bit where the file system has none', async () => {
    write('.gitignore', '.*\n');
    git('add', '--all', '--force');
    git('commit', '--quiet', '-m', 'Begin');
    git('config', 'core.fileMode', 'false');
    write('.gitenv/kit.cjs');
    write('build');
    const commands = await steps({ programs: ['build'] });
    expect(commands).toEqual([
      'git add build',
      'git add --force .gitenv/kit.cjs',
      'git add --chmod=+x build',
      "git commit -m 'Deploy with gitenv'",
      'git push dev',
    ]);
    for (const command of commands.slice(0, 3))
      execFileSync('/bin/sh', ['-c', command], { cwd: root });
    expect(git('ls-files', '--stage', 'build', '.gitenv')).toMatch(
      /^100644 .*kit\.cjs\n100755 .*build\n$/,
    );
  });
});
