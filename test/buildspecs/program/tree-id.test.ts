import fs from 'node:fs';
import path from 'node:path';
import { lostOf } from '../../../buildspecs/program/sources/tree-id';
import { Workspace } from '../../git/workspace';

let work: Workspace;
beforeEach(() => {
  work = new Workspace();
});
afterEach(() => work.destroy());

/** Makes a commit of these files. @returns its tree */
function commit(files: Readonly<Record<string, string>>, programs: readonly string[]): string {
  const folder = work.repository('app');
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const target = /^-> (.*)$/.exec(text)?.[1];
    if (target === undefined)
      fs.writeFileSync(file, text, { mode: programs.includes(name) ? 0o755 : 0o644 });
    else fs.symlinkSync(target, file);
  }
  work.git('app', 'add', '--all');
  work.commit('app', 'All');
  return work.git('app', 'rev-parse', 'HEAD^{tree}');
}

/** What CodePipeline's zip makes of them. */
function unpacked(files: Readonly<Record<string, string>>): string {
  const folder = work.path('unpacked');
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text.replace(/^-> /, ''));
  }
  return folder;
}

const files = {
  'a.txt': 'a\n',
  'a/b.txt': 'in a folder that sorts behind a.txt\n',
  'a-b': '',
  tool: '#!/bin/sh\necho tool\n',
  'tools/link': '-> ../tool',
  'tools/é ü.txt': 'x',
  current: '-> tools',
};

test('the files of a commit tell which of them are programs and links', () => {
  const tree = commit(files, ['tool']);
  expect(lostOf(unpacked(files), tree)).toEqual({
    programs: ['tool'],
    links: ['current', 'tools/link'],
  });
});

test('files that are as the commit has them have lost nothing', () => {
  const tree = commit(files, ['tool']);
  expect(lostOf(work.path('app'), tree)).toEqual({ programs: [], links: [] });
});

test.each([
  ['a program that does not begin as scripts do', { tool: 'binary' }, ['tool']],
  ['a script that is no program', { run: '#!/bin/sh\n', tool: '#!/bin/sh\n' }, ['run']],
  ['a link to what is not in the commit', { link: '-> /etc/hosts' }, []],
  ['a text that is the path of another file', { name: 'tool', tool: '#!/bin/sh\n' }, ['tool']],
])('%s is not guessed', (_, content: Record<string, string>, programs: string[]) => {
  const tree = commit(content, programs);
  expect(lostOf(unpacked(content), tree)).toBeUndefined();
});

test('a file that a command has changed is not guessed', () => {
  const tree = commit(files, ['tool']);
  expect(lostOf(unpacked({ ...files, 'a.txt': 'changed\n' }), tree)).toBeUndefined();
});
