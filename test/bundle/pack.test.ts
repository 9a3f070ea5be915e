import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { inside, there, write } from './packing';

test('files of all sizes are packed as what they are, and the same files as the same archive', async () => {
  write('empty', '');
  write('ünïcödé', 'short\n');
  write('program', '#!/bin/sh\n', 0o755);
  write('dense', randomBytes(700_000));
  write('sparse', 'the same again\n'.repeat(100_000));
  write('just small', Buffer.alloc(256 * 1024, 'a'));
  fs.symlinkSync('program', inside('files/link'));
  const { first, second } = await there();
  expect(second).toBe(first);
});
