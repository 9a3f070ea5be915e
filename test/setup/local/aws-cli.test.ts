import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createColors } from 'picocolors';
import { renderLocalUp } from '../../../cli/render/local';
import { tooOldAwsCli, tooOldIn } from '../../../lib/setup/local/aws-cli';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-aws-cli-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function pathWith(script: string): { PATH: string } {
  fs.writeFileSync(path.join(folder, 'aws'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { PATH: `${folder}${path.delimiter}/usr/bin${path.delimiter}/bin` };
}

describe('an AWS CLI on the PATH', () => {
  test.each([
    ['aws-cli/2.9.19 Python/3.11.2 Linux/6.1 source/x86_64', '2.9.19'],
    ['aws-cli/2.13.0 Python/3.11.4 Linux/6.1 exe/x86_64', undefined],
    ['aws-cli/1.27.163 Python/3.9.2 Linux/5.10 botocore/1.29.163', '1.27.163'],
    ['aws-cli/1.45.1 Python/3.9.2 Linux/5.10 botocore/1.43.1', undefined],
    ['aws-cli/3.0.0 Python/3.13', undefined],
    ['aws: command of somebody else', undefined],
  ])('%s', (said, expected) => {
    expect(tooOldIn(said)).toBe(expected);
  });

  test('is asked what it is, and does not matter where there is none or it fails', async () => {
    expect(await tooOldAwsCli(pathWith('echo aws-cli/2.9.19 Python/3.11.2'))).toBe('2.9.19');
    expect(await tooOldAwsCli(pathWith('echo aws-cli/2.9.19; exit 3'))).toBeUndefined();
    expect(await tooOldAwsCli({ PATH: path.join(folder, 'nowhere') })).toBeUndefined();
  });

  test('is told with what to do', () => {
    const server = {
      root: '/r',
      state: 'running',
      endpoint: 'http://127.0.0.1:4599',
      pid: 1,
      profiles: [{ profile: 'gitenv-dev', account: '111111111111' }],
      started: true,
    } as const;
    const text = (oldAwsCli: string | undefined) =>
      renderLocalUp({ ...server, oldAwsCli }, createColors(false));
    expect(text('2.9.19')).toContain(
      'use 1.29 or 2.13, or add --endpoint-url http://127.0.0.1:4599.',
    );
    expect(text(undefined)).not.toContain('AWS CLI');
  });
});
