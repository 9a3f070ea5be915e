import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { kitMark } from '../../../lib/contract';
import { writeKit } from '../../../lib/setup/kits/kit';

const project = path.resolve(__dirname, '../../..');
const kits = {
  folder: path.join(project, 'buildspecs'),
  program: path.join(project, 'dist/kit.cjs'),
};
const published = fs.readFileSync(path.join(kits.folder, 'script/buildspec.yml'), 'utf8');
const older = published.replace('    - GITENV_PLAN_DIGEST\n', '');

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-written-'));
});
afterEach(() => fs.rmSync(root, { recursive: true }));

const file = () => path.join(root, 'buildspec.yml');
const write = () => writeKit(root, kits, 'script');

test('a buildspec that an earlier version has written is brought up to date', () => {
  fs.writeFileSync(file(), older);
  expect(write()).toEqual(['buildspec.yml', 'deployspec.yml', '.gitenv/kit.cjs']);
  expect(fs.readFileSync(file(), 'utf8')).toBe(published);
  expect(write()).toEqual([]);
});

test('a buildspec that somebody has changed since stays as it is', () => {
  const own = `${older}\n# Ours.\n`;
  fs.writeFileSync(file(), own);
  expect(write()).toEqual(['deployspec.yml', '.gitenv/kit.cjs']);
  expect(fs.readFileSync(file(), 'utf8')).toBe(own);
});

test('the program says in its text which contract it keeps', () => {
  write();
  expect(fs.readFileSync(path.join(root, '.gitenv/kit.cjs'), 'utf8')).toContain(kitMark);
});
