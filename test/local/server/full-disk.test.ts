import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  CodeCommitClient,
  CreateRepositoryCommand,
  ListRepositoriesCommand,
} from '@aws-sdk/client-codecommit';
import { bundleServer } from '../../setup/local/server-bundle';
import { testAccount, testRegion } from '../machine';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-full-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** As long as this file is there, the disk has no room: whatever is flushed is refused, as by the system. */
const full = path.join(folder, 'full');
const fullDisk = `
  const fs = require('node:fs');
  const { fsyncSync } = fs;
  fs.fsyncSync = (handle) => {
    if (!fs.existsSync(${JSON.stringify(full)})) return fsyncSync(handle);
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  process.on('SIGUSR2', () => { throw new Error('a bug that nobody can be told of'); });
`;

/** A device on which every write fails for want of room; Linux alone has it. */
const device = '/dev/full';
const onLinux = fs.existsSync(device) ? test : test.skip;

onLinux(
  'a full disk loses nothing, keeps nobody busy, and is over once there is room',
  async () => {
    const preload = path.join(folder, 'preload.cjs');
    fs.writeFileSync(preload, fullDisk);
    const root = path.join(folder, 'root');
    // As somebody has made it for everybody, with what a killed process has left.
    fs.mkdirSync(root);
    fs.chmodSync(root, 0o777);
    fs.writeFileSync(path.join(root, 'server.json.999999999.tmp'), '{ "pid"');
    const bundle = bundleServer();
    const log = fs.openSync(device, 'w');
    const child = spawn(
      process.execPath,
      ['--require', preload, bundle.file, '--root', root, '--account', testAccount],
      { stdio: ['ignore', 'pipe', log] },
    );
    const [ready] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    const { port, accounts } = JSON.parse(String(ready));
    expect(fs.statSync(root).mode & 0o777).toBe(0o700);
    expect(fs.readdirSync(root).filter((it) => it.endsWith('.tmp'))).toEqual([]);
    const client = new CodeCommitClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: testRegion,
      credentials: accounts[0],
      maxAttempts: 1,
    });
    const create = (repositoryName: string) =>
      client.send(new CreateRepositoryCommand({ repositoryName }));
    const names = async () => {
      const { repositories = [] } = await client.send(new ListRepositoriesCommand({}));
      return repositories.map(({ repositoryName }) => repositoryName);
    };
    await create('before');
    fs.writeFileSync(full, '');
    await expect(create('meanwhile')).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    child.kill('SIGUSR2');
    // Its last words cannot be written, and it goes on all the same.
    expect(await names()).toEqual(['before']);
    expect(child.exitCode).toBeNull();
    fs.rmSync(full);
    await create('after');
    expect(await names()).toEqual(['after', 'before']);
    child.kill('SIGTERM');
    await once(child, 'exit');
    bundle.remove();
    fs.closeSync(log);
  },
);
