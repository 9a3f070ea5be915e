import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import { authorizedEnvironment } from '../../../lib/aws/codecommit/authorize';
import { testRegion } from '../../local/machine';
import { Workbench } from './workbench';

/** An account, and the folder that commits of its repositories are made in. */
let account: Workbench;
let desk: string;
beforeEach(async () => {
  account = await Workbench.open();
  desk = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-desk-')));
});
afterEach(async () => {
  await account.close();
  fs.rmSync(desk, { recursive: true, force: true });
});

async function git(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const author = { GIT_AUTHOR_NAME: 'Robin', GIT_AUTHOR_EMAIL: 'robin@example.com' };
  const committer = { GIT_COMMITTER_NAME: 'Robin', GIT_COMMITTER_EMAIL: 'robin@example.com' };
  const clean = { PATH: process.env.PATH, HOME: desk, GIT_CONFIG_NOSYSTEM: '1' };
  const { stdout } = await promisify(execFile)('git', [...args], {
    cwd: folder,
    env: { ...clean, ...author, ...committer, ...env },
  });
  return stdout.trim();
}

interface Content {
  readonly files?: Readonly<Record<string, string>>;
  /** Commits of submodules by path, each from the repository that the path ends with. */
  readonly submodules?: Readonly<Record<string, string>>;
  /** In place of what git would write for these. */
  readonly gitmodules?: string;
}

/** Makes a repository of the account with one commit. */
async function repository(
  name: string,
  { files = {}, submodules = {}, gitmodules }: Content = {},
): Promise<string> {
  const folder = path.join(desk, name);
  fs.mkdirSync(folder);
  await git(folder, ['init', '--quiet', '-b', 'main']);
  const entries = Object.keys(submodules).map(
    (at) => `[submodule "${at}"]\n\tpath = ${at}\n\turl = ../${path.basename(at)}\n`,
  );
  const text = gitmodules ?? entries.join('');
  const all = { 'name.txt': `${name}\n`, ...files, ...(text && { '.gitmodules': text }) };
  for (const [file, content] of Object.entries(all))
    fs.writeFileSync(path.join(folder, file), content, {
      mode: content.startsWith('#!') ? 0o755 : 0o644,
    });
  await git(folder, ['add', '--all']);
  for (const [at, commit] of Object.entries(submodules))
    await git(folder, ['update-index', '--add', '--cacheinfo', `160000,${commit},${at}`]);
  await git(folder, ['commit', '--quiet', '-m', `Begin ${name}`]);
  await push(folder, name);
  return git(folder, ['rev-parse', 'HEAD']);
}

async function push(folder: string, repositoryName: string): Promise<void> {
  const client = new CodeCommitClient(account.machine.client());
  const { repositoryMetadata } = await client.send(new CreateRepositoryCommand({ repositoryName }));
  const url = repositoryMetadata?.cloneUrlHttp ?? '';
  const { credentials } = account.machine.client();
  const signer = { region: testRegion, credentials: async () => credentials };
  const env = await authorizedEnvironment(signer, url, {});
  await git(folder, ['push', '--quiet', url, 'HEAD:refs/heads/main'], env);
}

/** A build of a commit of `orders`: its files, as CodePipeline hands them over, without anything of submodules. */
function buildOf(commit: string): Workbench {
  const build = account.another(commit);
  for (const name of fs.readdirSync(path.join(desk, 'orders')))
    if (name !== '.git') fs.cpSync(path.join(desk, 'orders', name), path.join(build.folder, name));
  return build;
}

test('every submodule is filled in at exactly its commit, and those that they have', async () => {
  const base = await repository('base', { files: { 'run.sh': '#!/bin/sh\necho base\n' } });
  const modules = await repository('modules', { submodules: { 'lib/base': base } });
  const commit = await repository('orders', { submodules: { 'infra/modules': modules, base } });
  const build = buildOf(commit);
  const { status, stdout } = await build.kit('sources');
  expect({ status, lines: stdout.trim().split('\n').sort() }).toEqual({
    status: 0,
    lines: [
      `gitenv: submodule base: ${base} of base`,
      `gitenv: submodule infra/modules/lib/base: ${base} of base`,
      `gitenv: submodule infra/modules: ${modules} of modules`,
    ],
  });
  expect(build.read('infra/modules/name.txt')).toBe('modules\n');
  expect(build.read('infra/modules/lib/base/name.txt')).toBe('base\n');
  const ran = await build.run(path.join(build.folder, 'base/run.sh'), []);
  expect(ran.stdout).toBe('base\n');
  const left = fs.readdirSync(build.folder, { recursive: true, encoding: 'utf8' });
  expect(left.filter((name) => /(^|\/)\.git$/.test(name))).toEqual([]);
});

test('an older commit of a submodule is taken, not what its branch has now', async () => {
  const modules = await repository('modules');
  const folder = path.join(desk, 'modules');
  fs.writeFileSync(path.join(folder, 'name.txt'), 'newer\n');
  await git(folder, ['commit', '--quiet', '--all', '-m', 'Go on']);
  const { credentials, endpoint } = account.machine.client();
  const url = `${endpoint}/v1/repos/modules`;
  const signer = { region: testRegion, credentials: async () => credentials };
  const env = await authorizedEnvironment(signer, url, {});
  await git(folder, ['push', '--quiet', url, 'HEAD:refs/heads/main'], env);
  const build = buildOf(await repository('orders', { submodules: { modules } }));
  expect(await build.kit('sources')).toMatchObject({ status: 0 });
  expect(build.read('modules/name.txt')).toBe('modules\n');
});

test('a bundle holds what the submodules brought', async () => {
  const modules = await repository('modules');
  const files = { build: '#!/bin/sh\ncat modules/name.txt\n' };
  const build = buildOf(await repository('orders', { files, submodules: { modules } }));
  const { status, stdout } = await build.kit('bundle', '--', './build');
  expect({ status, stdout }).toMatchObject({ status: 0 });
  expect(stdout).toContain('\nmodules\n');
  const { files: bundled } = await build.manifest();
  expect(bundled.map((file) => file.path)).toContain('modules/name.txt');
});

test('without submodules nothing is fetched, and no repository has to be there', async () => {
  const { status, stdout } = await account.kit('sources');
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout:
      'gitenv: The tree of this commit is not known: orders does not exist\ngitenv: The commit has no submodules.\n',
  });
});

test('a commit that the account lacks fails the build with its name and what brings it', async () => {
  const lost = '0123456789012345678901234567890123456789';
  await repository('modules');
  const commit = await repository('orders', { submodules: { modules: lost } });
  const { status, stderr } = await buildOf(commit).kit('sources');
  expect(status).toBe(1);
  expect(stderr).toContain(
    `Commit ${lost} of submodule modules cannot be had from repository 'modules'`,
  );
  expect(stderr).toContain(`hint: gitenv push dev ${commit}\n`);
});

test('a repository that the account lacks fails the build', async () => {
  const lost = '0123456789012345678901234567890123456789';
  const commit = await repository('orders', { submodules: { modules: lost } });
  const { status, stderr } = await buildOf(commit).kit('sources');
  expect(status).toBe(1);
  expect(stderr).toMatch(/submodule modules cannot be had .* There is no repository 'modules'/);
});

test('what .gitmodules or gitenv.json leaves out is not asked for, and its folder stays empty', async () => {
  const base = await repository('base');
  const nowhere = '0123456789012345678901234567890123456789';
  const entry = (at: string, more = '') =>
    `[submodule "${at}"]\n\tpath = ${at}\n\turl = git@example.invalid:${at}\n${more}`;
  const commit = await repository('orders', {
    files: { 'gitenv.json': '{ "submodules": { "texts": false, "stray": false } }' },
    submodules: { wiki: nowhere, texts: nowhere, stray: nowhere, base },
    gitmodules: `${entry('wiki', '\tupdate = none\n')}${entry('texts')}[submodule "base"]\n\tpath = base\n\turl = ../base\n`,
  });
  const build = buildOf(commit);
  const { status, stdout } = await build.kit('sources');
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: `gitenv: submodule base: ${base} of base\n`,
  });
});

test('a submodule that .gitmodules does not mention fails the build', async () => {
  const modules = await repository('modules');
  const commit = await repository('orders', {
    submodules: { modules, stray: modules },
    gitmodules: '[submodule "modules"]\n\tpath = modules\n\turl = ../modules\n',
  });
  const { status, stderr } = await buildOf(commit).kit('sources');
  expect(status).toBe(1);
  expect(stderr).toContain('stray is a submodule of commit');
});

test('from an http address of its own a submodule is taken where it is, and what that has beside it', async () => {
  const inner = await repository('inner');
  const outer = await repository('outer', { submodules: { inner } });
  const server = await serveFolder(desk);
  try {
    const gitmodules = `[submodule "outer"]\n\tpath = outer\n\turl = ${server.address}/outer\n`;
    const commit = await repository('orders', { submodules: { outer }, gitmodules });
    const build = buildOf(commit);
    const { status, stdout } = await build.kit('sources');
    expect({ status, stdout }).toMatchObject({ status: 0 });
    expect(stdout).toContain(`submodule outer/inner: ${inner} of ${server.address}/inner`);
    expect(build.read('outer/inner/name.txt')).toBe('inner\n');
    expect(server.logins).toEqual([]);
  } finally {
    server.close();
  }
});

/** Serves the repositories of a folder to everybody, with git's own program for that. */
async function serveFolder(folder: string) {
  const logins: string[] = [];
  const server = http.createServer((request, reply) => {
    const { pathname, search } = new URL(request.url ?? '', 'http://host');
    if (request.headers.authorization) logins.push(request.headers.authorization);
    const backend = spawn('git', ['-c', 'uploadpack.allowAnySHA1InWant=true', 'http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: pathname.replace(/^\/(\w+)/, '/$1/.git'),
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      },
    });
    request.pipe(backend.stdin);
    const chunks: Buffer[] = [];
    backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    backend.once('close', () => {
      const all = Buffer.concat(chunks);
      const end = all.indexOf('\r\n\r\n');
      for (const line of all.subarray(0, end).toString().split('\r\n')) {
        const [name = '', value = ''] = line.split(': ');
        if (name === 'Status') reply.statusCode = Number.parseInt(value, 10);
        else reply.setHeader(name, value);
      }
      reply.end(all.subarray(end + 4));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, logins, close: () => server.close() };
}

test.each([
  ['ext::sh -c touch% ran', /would make git run something/],
  ['--upload-pack=touch ran', /would make git run something/],
  ['../../modules', /can only be \.\.\/<repository>/],
  ['git@example.invalid:modules', /a build has no access to/],
  ['file:///etc', /a build has no access to/],
  ['http://127.0.0.1:1/modules', /cannot be had from http:\/\/127\.0\.0\.1:1\/modules/],
])('from the address %s nothing is run and nothing taken', async (url, message) => {
  const modules = await repository('modules');
  const gitmodules = `[submodule "modules"]\n\tpath = modules\n\turl = ${url}\n`;
  const build = buildOf(await repository('orders', { submodules: { modules }, gitmodules }));
  const { status, stderr } = await build.kit('sources');
  expect(status).toBe(1);
  expect(stderr).toMatch(message);
  expect(fs.existsSync(path.join(build.folder, 'ran'))).toBe(false);
});

test('a link in the way leads nowhere out of the build', async () => {
  const modules = await repository('modules');
  const build = buildOf(await repository('orders', { submodules: { modules } }));
  fs.symlinkSync(desk, path.join(build.folder, 'modules'));
  const { status, stderr } = await build.kit('sources');
  expect(status).toBe(1);
  expect(stderr).toContain("modules leads out of the build's folder");
  expect(fs.existsSync(path.join(desk, 'name.txt'))).toBe(false);
});
