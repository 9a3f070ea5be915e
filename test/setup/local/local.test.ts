import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { openAccount } from '../../../lib/aws/account/account';
import {
  localDestroy,
  localDown,
  localStatus,
  localUp,
  type UpOptions,
} from '../../../lib/setup/local/local';
import { profileFiles } from '../../../lib/setup/local/profiles';
import { localRoot } from '../../../lib/setup/local/root';
import { bundleServer } from './server-bundle';

let server: ReturnType<typeof bundleServer>;
let folder: string;
const savedEnv = process.env;

beforeAll(() => {
  server = bundleServer();
});
afterAll(() => server.remove());

beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-local-')));
  process.env = {
    ...savedEnv,
    AWS_CONFIG_FILE: path.join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'),
  };
});
afterEach(async () => {
  for (const name of fs.readdirSync(folder)) await localDown(path.join(folder, name));
  process.env = savedEnv;
  fs.rmSync(folder, { recursive: true, force: true });
});

function options(more: Partial<UpOptions> = {}): UpOptions {
  return {
    root: path.join(folder, 'root'),
    port: 0,
    files: profileFiles(process.env),
    serverFile: server.file,
    ...more,
  };
}

async function accountBehind(profile: string): Promise<string> {
  const account = await openAccount({ profile, region: 'eu-west-1' });
  return (await account.verify()).account;
}

describe('gitenv local', () => {
  test('up gives three accounts by profile, and goes on with them when called again', async () => {
    const first = await localUp(options());
    expect(first).toMatchObject({ state: 'running', started: true });
    expect(await accountBehind('gitenv-dev')).toBe('111111111111');
    expect(await accountBehind('gitenv-stg')).toBe('222222222222');
    expect(await accountBehind('gitenv-prd')).toBe('333333333333');
    const again = await localUp(options());
    expect(again).toEqual({ ...first, started: false });
  });

  test('down stops the server; up starts it on the same port with the same keys', async () => {
    const first = await localUp(options());
    const keys = fs.readFileSync(path.join(folder, 'credentials'), 'utf8');
    expect(await localDown(first.root)).toBe(true);
    expect(await localStatus(first.root)).toMatchObject({ state: 'down' });
    expect(await localDown(first.root)).toBe(false);
    const second = await localUp(options({ port: undefined }));
    expect(second.endpoint).toBe(first.endpoint);
    expect(fs.readFileSync(path.join(folder, 'credentials'), 'utf8')).toBe(keys);
    expect(await accountBehind('gitenv-prd')).toBe('333333333333');
  });

  test('up after kill -9 starts anew with what was there', async () => {
    const first = await localUp(options());
    process.kill(first.pid ?? 0, 'SIGKILL');
    await expect(accountBehind('gitenv-dev')).rejects.toThrow();
    expect(await localStatus(first.root)).toMatchObject({ state: 'stale' });
    expect(await localUp(options())).toMatchObject({ state: 'running', started: true });
    expect(await accountBehind('gitenv-dev')).toBe('111111111111');
  });

  test('two calls at the same time start one server', async () => {
    const both = await Promise.all([localUp(options()), localUp(options())]);
    expect(both[0]?.pid).toBe(both[1]?.pid);
    expect(both.map(({ started }) => started).sort()).toEqual([false, true]);
  });

  test('a port that another program has is refused, and nothing is left behind', async () => {
    const other = net.createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as net.AddressInfo;
    await expect(localUp(options({ port }))).rejects.toMatchObject({
      code: 'LOCAL_BUSY',
      exitCode: 3,
      message: `Port ${port} is taken by another program.`,
      hint: `gitenv local up --port ${port + 1}`,
    });
    await new Promise((resolve) => other.close(resolve));
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test('a port that the server of another root has is refused by the name of that root', async () => {
    const first = await localUp(options());
    const port = Number(first.endpoint?.split(':').at(-1));
    const second = options({ root: path.join(folder, 'second'), prefix: 'two', port });
    await expect(localUp(second)).rejects.toMatchObject({
      code: 'LOCAL_BUSY',
      message: `Port ${port} is taken by the server of ${first.root} (process ${first.pid}).`,
    });
  });

  test('a running server is not moved to another port', async () => {
    const first = await localUp(options());
    await expect(localUp(options({ port: 1 }))).rejects.toMatchObject({
      code: 'LOCAL_BUSY',
      message: expect.stringMatching(/already runs on port \d+/),
    });
    expect((await localStatus(first.root)).state).toBe('running');
  });

  test('two roots live side by side under two prefixes', async () => {
    await localUp(options());
    await localUp(options({ root: path.join(folder, 'second'), prefix: 'two' }));
    expect(await accountBehind('gitenv-dev')).toBe('111111111111');
    expect(await accountBehind('two-stg')).toBe('222222222222');
    await localDestroy(path.join(folder, 'second'), profileFiles(process.env));
    expect(await accountBehind('gitenv-dev')).toBe('111111111111');
    await expect(accountBehind('two-stg')).rejects.toMatchObject({ code: 'NO_CREDENTIALS' });
  });

  test('destroy leaves nothing, in whatever files the profiles were written', async () => {
    fs.writeFileSync(path.join(folder, 'config'), '[default]\nregion = us-east-1');
    await localUp(options());
    const moved = path.join(folder, 'moved');
    fs.mkdirSync(moved);
    const elsewhere = { config: path.join(moved, 'c'), credentials: path.join(moved, 'k') };
    const { root } = await localUp(options({ files: elsewhere }));
    expect(await localDestroy(root, profileFiles({ HOME: folder }))).toBe(true);
    expect(fs.readdirSync(folder).sort()).toEqual(['config', 'moved']);
    expect(fs.readdirSync(moved)).toEqual([]);
    expect(fs.readFileSync(path.join(folder, 'config'), 'utf8')).toBe(
      '[default]\nregion = us-east-1',
    );
    expect(await localDestroy(root, elsewhere)).toBe(false);
  });

  test('neither uses nor removes a folder that holds other things', async () => {
    const root = path.join(folder, 'precious');
    fs.mkdirSync(root);
    fs.writeFileSync(path.join(root, 'work'), '');
    await expect(localUp(options({ root }))).rejects.toMatchObject({ code: 'LOCAL_BUSY' });
    await expect(localDestroy(root, profileFiles(process.env))).rejects.toMatchObject({
      code: 'LOCAL_BUSY',
      exitCode: 3,
    });
    expect(fs.readdirSync(root)).toEqual(['work']);
  });

  test('says which file it cannot write, and starts again once it can', async () => {
    fs.mkdirSync(path.join(folder, 'config'));
    await expect(localUp(options())).rejects.toMatchObject({
      code: 'NOT_READABLE',
      exitCode: 3,
      message: `${path.join(folder, 'config')} cannot be read (EISDIR).`,
    });
    fs.rmdirSync(path.join(folder, 'config'));
    expect(await localUp(options())).toMatchObject({ started: true });
  });

  test('refuses a prefix that would not survive in a file of AWS', async () => {
    await expect(localUp(options({ prefix: 'a]b' }))).rejects.toMatchObject({ code: 'USAGE' });
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test('keeps its state below the user’s data home', () => {
    expect(localRoot({ HOME: folder }, '/')).toBe(path.join(folder, '.local/share/gitenv/local'));
    expect(localRoot({ XDG_DATA_HOME: folder }, '/')).toBe(path.join(folder, 'gitenv/local'));
    expect(localRoot({}, folder, 'here')).toBe(path.join(folder, 'here'));
  });
});
