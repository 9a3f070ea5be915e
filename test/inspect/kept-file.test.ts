import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keptFile, readKept, writeKept } from '../../lib/inspect/kept-file';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-kept-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

test('what is kept is read again, and what is no file is not waited for', () => {
  const file = keptFile(folder, ['dev']);
  execFileSync('mkfifo', [file]);
  expect(readKept(file)).toBeUndefined();
  writeKept(file, '{"a":1}');
  expect(readKept(file)).toEqual({ a: 1 });
});
