import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { blobOf, originOf } from '../../../lib/setup/kits/program-version';
import released from '../../../lib/setup/kits/released-programs.json';
import { version } from '../../../package.json';

const root = path.join(__dirname, '../../..');
const file = path.join(root, 'dist/kit.cjs');
const here = { version, file };
const own = () => blobOf(fs.readFileSync(file));
const table = path.join(root, 'lib/setup/kits/released-programs.json');

/** With `GITENV_RECORD_PROGRAM=1`, which is typed when a version is published, the table gets what was built for it. */
beforeAll(() => {
  if (!process.env.GITENV_RECORD_PROGRAM) return;
  const others = Object.entries(released).filter(([, of]) => of !== version);
  const all = Object.fromEntries([...others, [own(), version]]);
  fs.writeFileSync(table, `${JSON.stringify(all, null, 2)}\n`);
});

test('a program is named as git names it', () => {
  const named = execFileSync('git', ['hash-object', '--no-filters', file], { encoding: 'utf8' });
  expect(own()).toBe(named.trim());
});

test('the program of this version is known by its bytes, that of a published one by the table', () => {
  expect(originOf(own(), here)).toEqual({ kind: 'own', version });
  const other = '1'.repeat(40);
  expect(originOf(other, here, { [other]: '0.0.9' })).toEqual({ kind: 'other', version: '0.0.9' });
  expect(originOf(other, here)).toEqual({ kind: 'unknown' });
  expect(originOf('constructor', here)).toEqual({ kind: 'unknown' });
});

test('the table names each published version once, and this one only as it is built', () => {
  const known: Readonly<Record<string, string>> = JSON.parse(fs.readFileSync(table, 'utf8'));
  const names = Object.values(known);
  expect(new Set(names).size).toBe(names.length);
  for (const [blob, of] of Object.entries(known)) {
    expect(blob).toMatch(/^[0-9a-f]{40}$/);
    expect(of).toMatch(/^\d+\.\d+\.\d+$/);
    if (of === version) expect(blob).toBe(own());
  }
});
