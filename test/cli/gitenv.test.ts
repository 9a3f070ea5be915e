import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { version } from '../../package.json';
import { openShell, type Shell } from './process';

let shell: Shell;
beforeEach(() => {
  shell = openShell();
});
afterEach(() => shell.destroy());

const config = (environments: object) => JSON.stringify({ application: 'shop', environments });

/** A repository whose environment dev leads to a port of this machine. */
function repositoryAt(port: number): string {
  const root = shell.repository();
  fs.writeFileSync(path.join(root, 'gitenv.json'), config({ dev: profile }));
  fs.writeFileSync(
    path.join(shell.folder, 'aws-config'),
    `[profile dev]\nendpoint_url = http://127.0.0.1:${port}\naws_access_key_id = A\naws_secret_access_key = x\n`,
  );
  return root;
}

const profile = { region: 'eu-west-1', profile: 'dev' };

describe('the command gitenv', () => {
  test.each(['--version', '-V', 'version'])('answers %s', async (word) => {
    expect(await shell.gitenv([word])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.each([
    ['--version', '--json'],
    ['--json', 'version'],
  ])('answers %s %s in JSON', async (...words) => {
    const { stdout } = await shell.gitenv(words);
    expect(JSON.parse(stdout)).toEqual({ version });
  });

  test('shows its help on stdout', async () => {
    const { exitCode, stdout, stderr } = await shell.gitenv([]);
    expect([exitCode, stderr]).toEqual([0, '']);
    for (const group of ['Set up', 'Release', 'Look']) expect(stdout).toContain(`\n${group}\n  `);
  });

  test('explains a wrong word on stderr, with 2', async () => {
    expect(await shell.gitenv(['statsu'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: "gitenv: Unknown command 'statsu'. Did you mean status?\nhint: gitenv --help\n",
    });
  });

  test('answers a failure in JSON where JSON is asked for', async () => {
    const { exitCode, stdout, stderr } = await shell.gitenv(['status', '--json']);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'NOT_A_REPOSITORY',
        message: `${shell.folder} is not inside a git work tree.`,
        advice: 'Make it a repository, or name another folder with -C.',
        hint: 'git init',
      },
    });
    expect(stderr).toMatch(/^gitenv: .*\nhint: .*\n$/);
  });

  test('says which variable leads git nowhere, and what a bare repository lacks', async () => {
    const astray = await shell.gitenv(['status'], { env: { GIT_DIR: '/nowhere' } });
    expect(astray).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        "gitenv: GIT_DIR is '/nowhere', where git finds no repository.\nhint: unset GIT_DIR\n",
    });
    const bare = path.join(shell.folder, 'bare');
    execFileSync('git', ['init', '--quiet', '--bare', bare]);
    const { exitCode, stderr } = await shell.gitenv(['-C', bare, 'status']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('A bare repository has none: go to a clone of it');
    expect(stderr).not.toContain('hint:');
  });

  test('says that the folder it was sent to is not there', async () => {
    const { exitCode, stderr } = await shell.gitenv(['-C', 'nowhere', 'status']);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^gitenv: There is no folder .*nowhere\. Name another with -C\.\n$/);
  });

  test('says that there is no gitenv.json, and where it looked', async () => {
    const root = shell.repository();
    const inner = path.join(root, 'src', 'deep');
    fs.mkdirSync(inner, { recursive: true });
    const at = (cwd: string) => shell.gitenv(['status'], { cwd });
    expect(await at(root)).toMatchObject({
      exitCode: 3,
      stderr: 'gitenv: There is no gitenv.json here.\nhint: gitenv init dev\n',
    });
    expect((await at(inner)).stderr).toContain(`There is no gitenv.json in ${root}.`);
  });

  test.each([
    ['{', 'is not JSON'],
    ['{"environments":{}}', 'application: '],
    ['{"application":"shop","environments":{"dev":{}}}', 'environments.dev.region: '],
    ['{"application":"shop","environments":{},"path":["qa"]}', "path: 'qa' is not one of its"],
    ['{"application":"shop","environments":{},"secret":1}', 'secret'],
  ])('says what is wrong with the gitenv.json %s', async (text, reason) => {
    const root = shell.repository();
    fs.writeFileSync(path.join(root, 'gitenv.json'), text);
    const { exitCode, stderr } = await shell.gitenv(['status'], { cwd: root });
    expect(exitCode).toBe(3);
    expect(stderr).toContain(`gitenv: ${path.join(root, 'gitenv.json')}`);
    expect(stderr).toContain(reason);
  });

  test('says that gitenv.json cannot be read', async () => {
    const root = shell.repository();
    fs.mkdirSync(path.join(root, 'gitenv.json'));
    expect(await shell.gitenv(['status'], { cwd: root })).toMatchObject({
      exitCode: 3,
      stderr: `gitenv: ${path.join(root, 'gitenv.json')} cannot be read (EISDIR).\n`,
    });
  });

  test('finds gitenv.json from any folder of the work tree, and from outside with -C', async () => {
    const root = shell.repository();
    fs.writeFileSync(path.join(root, 'gitenv.json'), config({ dev: profile, stg: profile }));
    const inner = path.join(root, 'src');
    fs.mkdirSync(inner);
    const unknown = {
      exitCode: 2,
      stderr:
        "gitenv: No environment 'qa' in gitenv.json; there are dev, stg.\nhint: gitenv status\n",
    };
    expect(await shell.gitenv(['history', 'qa'], { cwd: inner })).toMatchObject(unknown);
    expect(await shell.gitenv(['-C', 'shop/src', 'history', 'qa'])).toMatchObject(unknown);
    expect(await shell.gitenv(['history', 'qa', '-C', 'shop'])).toMatchObject(unknown);
  });

  test('finds it where GIT_DIR and GIT_WORK_TREE say', async () => {
    const root = shell.repository();
    fs.writeFileSync(path.join(root, 'gitenv.json'), config({ dev: profile, stg: profile }));
    const gitDir = path.join(shell.folder, 'elsewhere.git');
    fs.renameSync(path.join(root, '.git'), gitDir);
    const at = (cwd: string) =>
      shell.gitenv(['history', 'qa'], { cwd, env: { GIT_DIR: gitDir, GIT_WORK_TREE: root } });
    for (const cwd of [root, shell.folder])
      expect((await at(cwd)).stderr).toContain('there are dev, stg.');
    const alone = await shell.gitenv(['history', 'qa'], { cwd: root, env: { GIT_DIR: gitDir } });
    expect(alone.stderr).toContain('there are dev, stg.');
  });

  test('says whose a repository is that git does not read, and how to have it read', async () => {
    const root = shell.repository();
    const refused = await shell.gitenv(['status'], {
      cwd: root,
      env: { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' },
    });
    expect(refused).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `gitenv: The repository at ${root} belongs to another user, so git does not read it; nothing was changed. If you trust it, say so to git.\nhint: git config --global --add safe.directory ${root}\n`,
    });
  });

  test.each([
    [
      ['--region', 'nowhere'],
      2,
      "'nowhere' cannot be the name of an AWS region.",
      ' Regions are named as in this example.\nhint: gitenv init dev --region eu-west-1',
    ],
    [
      ['--application', 'Bad Name!'],
      2,
      "'Bad Name!' cannot be the name of an application.",
      ' Use 2 to 40 lower-case letters, digits and dashes, such as --application my-shop.',
    ],
    [
      ['--branch', 'a b'],
      2,
      "'a b' cannot be the name of a branch.",
      ' Use letters, digits and . _ / -, such as --branch main.',
    ],
    [
      ['--profile', 'dve'],
      4,
      "No profile 'dve' in the AWS config files; there are dev.",
      ' Did you mean dev?',
    ],
    [
      ['--profile', 'nope', '--region', 'eu-west-1'],
      4,
      "No profile 'nope' in the AWS config files; there are dev.",
      '\nhint: aws configure sso --profile nope',
    ],
    [
      ['--deploy-policy', 'admin', '--region', 'eu-west-1'],
      2,
      'An option cannot be recorded: gitenv.json: environments.dev.deployPolicies.0: Invalid string: must start with "arn:"; nothing was changed.',
      '\nhint: gitenv init --help',
    ],
    [
      ['--first', '--after', 'stg', '--region', 'eu-west-1'],
      2,
      'There is one place on the path, but several options for it.',
      ' Leave all but one of --first, --after and --before away.',
    ],
  ])(
    'refuses gitenv init dev %j before it asks AWS anything',
    async (words, exitCode, message, then) => {
      const root = repositoryAt(1);
      fs.rmSync(path.join(root, 'gitenv.json'));
      const refused = await shell.gitenv(['init', 'dev', ...words], { cwd: root });
      expect(refused).toEqual({
        exitCode,
        stdout: '',
        stderr: expect.stringContaining(`gitenv: ${message}${then}\n`),
      });
      expect(fs.existsSync(path.join(root, 'gitenv.json'))).toBe(false);
    },
  );

  test('asks back whether another environment was meant', async () => {
    const root = repositoryAt(1);
    const refused = await shell.gitenv(['init', 'dve'], { cwd: root });
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toContain('Did you mean dev? ');
    expect((await shell.gitenv(['push', 'dve'], { cwd: root })).stderr).toContain(
      'Did you mean dev?\n',
    );
  });

  test('shows environments that do not answer in the table, and fails as they do', async () => {
    const root = repositoryAt(1);
    const { exitCode, stdout, stderr } = await shell.gitenv(['status'], { cwd: root });
    expect([exitCode, stderr]).toEqual([5, '']);
    expect(stdout).toContain(
      'dev          no answer: 127.0.0.1:1 cannot be reached (ECONNREFUSED).',
    );
    expect(stdout).toContain('hint: gitenv local up');
    const json = await shell.gitenv(['status', '--json'], { cwd: root });
    expect(JSON.parse(json.stdout)).toMatchObject({
      application: 'shop',
      environments: [{ environment: 'dev', error: { code: 'UNREACHABLE' } }],
    });
  });

  test('ends at once on Ctrl-C, with 130', async () => {
    let interrupt: () => void = () => undefined;
    const silent = net.createServer(() => interrupt());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const root = repositoryAt((silent.address() as net.AddressInfo).port);
    const ended = await shell.gitenv(['status'], {
      cwd: root,
      onStart: (kill) => {
        interrupt = () => kill('SIGINT');
      },
    });
    silent.close();
    expect(ended).toEqual({
      exitCode: 130,
      stdout: '',
      stderr: 'gitenv: Interrupted; nothing was changed.\n',
    });
  });

  test('is quiet when its reader has seen enough', () => {
    // The reader closes its end first, and only then is there something to read.
    const script =
      'exec 4>&1; mkfifo gate; { read gone <gate; "$NODE" "$GITENV" --help; echo "exit $?" >&4; } | { exec <&-; echo gone >gate; }';
    const out = execFileSync('sh', ['-c', script], {
      cwd: shell.folder,
      encoding: 'utf8',
      env: {
        ...shell.env,
        NODE: process.execPath,
        GITENV: path.join(__dirname, '..', '..', 'dist', 'gitenv.cjs'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(out).toBe('exit 0\n');
  });

  test('asks nobody where nobody can answer', async () => {
    expect((await shell.gitenv(['local', 'up', '--root', 'root', '--port', '0'])).exitCode).toBe(0);
    const refused = await shell.gitenv(['local', 'destroy', '--root', 'root']);
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toMatch(/Add --yes to go ahead\.\nhint: gitenv .* --yes\n$/);
    const done = await shell.gitenv(['local', 'destroy', '--root', 'root', '--yes', '--json']);
    expect(JSON.parse(done.stdout)).toEqual({
      root: path.join(shell.folder, 'root'),
      removed: true,
    });
    expect(fs.readdirSync(shell.folder)).toEqual([]);
  });

  test.each([
    ['--port', 'many'],
    ['--port', '65536'],
    ['--port', '-1'],
  ])('refuses %s %s', async (name, value) => {
    const { exitCode, stderr } = await shell.gitenv(['local', 'up', `${name}=${value}`]);
    expect(exitCode).toBe(2);
    expect(stderr).toBe(`gitenv: --port takes a number from 0 to 65535, not '${value}'.\n`);
  });
});
