import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { CodeCommitClient, GetBranchCommand } from '@aws-sdk/client-codecommit';
import { address, application, createRepository, type Stage, setStage } from '../deploy/stage';
import { testAccount, testRegion } from '../local/machine';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
  await createRepository(stage);
});
afterEach(() => stage.destroy());

const quiet = { env: { GITENV_FOLLOW: '0' } };

async function tip(): Promise<string | undefined> {
  const client = new CodeCommitClient(stage.machine.client());
  const reply = await client.send(
    new GetBranchCommand({ repositoryName: application, branchName: 'main' }),
  );
  return reply.branch?.commitId;
}

function record(account: string, more: Record<string, unknown> = {}): void {
  const dev = { region: testRegion, profile: 'dev', account };
  const config = { application, environments: { dev }, ...more };
  fs.writeFileSync(path.join(stage.clone, 'gitenv.json'), JSON.stringify(config));
}

/** Git's programs, of which those that talk to a server know no `GIT_CONFIG_COUNT`. */
function olderGit(folder: string): string {
  const programs = execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim();
  fs.mkdirSync(folder);
  for (const name of fs.readdirSync(programs)) {
    const [program, own] = [path.join(programs, name), path.join(folder, name)];
    if (!name.startsWith('git-remote-http')) fs.symlinkSync(program, own);
    else
      fs.writeFileSync(own, `#!/bin/sh\nunset GIT_CONFIG_COUNT\nexec ${program} "$@"\n`, {
        mode: 0o755,
      });
  }
  return folder;
}

describe('git through gitenv://', () => {
  test('pushes, and says nothing of its own', async () => {
    const commit = await stage.commit('First');
    const push = await stage.git(['push', 'dev'], quiet);
    expect(push).toMatchObject({ exitCode: 0 });
    expect(push.stderr).not.toMatch(/^(gitenv|hint):/m);
    expect(await tip()).toBe(commit);
    expect((await stage.git(['push', 'dev'])).stderr.trim()).toBe('Everything up-to-date');
  });

  test('pushes by a git that does not read GIT_CONFIG_COUNT, as before 2.31', async () => {
    const commit = await stage.commit('First');
    const GIT_EXEC_PATH = olderGit(path.join(stage.folder, 'older'));
    const push = await stage.git(['push', 'dev'], { env: { ...quiet.env, GIT_EXEC_PATH } });
    expect(push).toMatchObject({ exitCode: 0 });
    expect(await tip()).toBe(commit);
  });

  test('clones, fetches and lists', async () => {
    const commit = await stage.commit('First', { 'big.bin': 'x'.repeat(3_000_000) });
    await stage.git(['push', 'dev'], quiet);
    const clone = await stage.git(['clone', '--quiet', address, 'copy'], { cwd: stage.folder });
    expect(clone).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    const copy = path.join(stage.folder, 'copy');
    expect(fs.statSync(path.join(copy, 'big.bin')).size).toBe(3_000_000);
    const second = await stage.commit('Second');
    await stage.git(['push', 'dev'], quiet);
    expect(await stage.git(['fetch', '--quiet'], { cwd: copy })).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
    expect((await stage.git(['rev-parse', 'origin/main'], { cwd: copy })).stdout.trim()).toBe(
      second,
    );
    expect((await stage.git(['ls-remote', 'dev', 'main'])).stdout).toBe(
      `${second}\trefs/heads/main\n`,
    );
    expect(commit).not.toBe(second);
  });

  test('pushes a repository with much in it', async () => {
    const noise = Buffer.alloc(6_000_000, 0).map((_, i) => (i * 7919 + (i >> 8) * 31) % 251);
    const commit = await stage.commit('Much', {
      'noise.bin': Buffer.from(noise).toString('base64'),
    });
    expect(await stage.git(['push', 'dev'], quiet)).toMatchObject({ exitCode: 0 });
    expect(await tip()).toBe(commit);
  });

  test('keeps the lease and refuses what is not a fast-forward, as git does', async () => {
    const first = await stage.commit('First');
    const second = await stage.commit('Second');
    await stage.git(['push', 'dev'], quiet);
    expect(await stage.git(['push', 'dev', `${first}:main`], quiet)).toMatchObject({ exitCode: 1 });
    const stale = await stage.git(
      ['push', `--force-with-lease=main:${first}`, 'dev', `${first}:main`],
      quiet,
    );
    expect(stale.stderr).toContain('stale info');
    expect(await tip()).toBe(second);
    await stage.git(['push', `--force-with-lease=main:${second}`, 'dev', `${first}:main`], quiet);
    expect(await tip()).toBe(first);
  });

  test('shows no credential to who lists processes', async () => {
    await stage.commit('First');
    const shown = path.join(stage.folder, 'commands');
    const option = await replaceRemoteHttp(
      (real) =>
        `echo "$@" >> ${shown}\necho "$GIT_CONFIG_PARAMETERS" | grep -c extraHeader >> ${shown}\nexec ${real} "$@"`,
    );
    await stage.git([option, 'push', 'dev'], quiet);
    const text = fs.readFileSync(shown, 'utf8');
    expect(text).toBe(`dev ${stage.machine.endpoint}/v1/repos/${application}\n1\n`);
  });

  test('refuses another account than gitenv.json records, before anything moves', async () => {
    record('222222222222');
    await stage.commit('First');
    const overhear = await overhearRemoteHttp();
    const push = await stage.git([overhear.option, 'push', 'dev'], quiet);
    expect(overhear.heard().filter(({ said }) => saysMoreThanGreetings(said))).toEqual([]);
    expect(push.exitCode).not.toBe(0);
    expect(push.stderr).toContain(
      `gitenv: Profile 'dev' belongs to account ${testAccount}, but 'dev' is account 222222222222; nothing was changed.`,
    );
    await expect(tip()).rejects.toMatchObject({ name: 'BranchDoesNotExistException' });
  });

  test('finds a repository elsewhere than it is expected, and asks nobody else', async () => {
    const config = stage.env.AWS_CONFIG_FILE ?? '';
    const { port } = new URL(stage.machine.endpoint);
    const text = fs.readFileSync(config, 'utf8');
    fs.writeFileSync(config, text.replaceAll(stage.machine.endpoint, `http://localhost:${port}`));
    const commit = await stage.commit('First');
    const overhear = await overhearRemoteHttp();
    expect(await stage.git([overhear.option, 'push', 'dev'], quiet)).toMatchObject({ exitCode: 0 });
    expect(await tip()).toBe(commit);
    const asked = overhear.heard().filter(({ said }) => saysMoreThanGreetings(said));
    expect(asked.map(({ url }) => url)).toEqual([
      `${stage.machine.endpoint}/v1/repos/${application}`,
    ]);
    expect(await stage.git(['clone', '--quiet', address, 'copy'])).toMatchObject({ exitCode: 0 });
  });

  test('is not led astray by AWS_PROFILE or keys in the environment', async () => {
    record(testAccount);
    const commit = await stage.commit('First');
    const { accessKeyId, secretAccessKey } = stage.machine.client('222222222222').credentials;
    const env = {
      GITENV_FOLLOW: '0',
      AWS_PROFILE: 'other',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    };
    expect(await stage.git(['push', 'dev'], { env })).toMatchObject({ exitCode: 0 });
    expect(await tip()).toBe(commit);
  });

  test('says where gitenv.json is broken', async () => {
    fs.writeFileSync(path.join(stage.clone, 'gitenv.json'), '{ "application": 7 }');
    await stage.commit('First');
    const push = await stage.git(['push', 'dev'], quiet);
    expect(push.stderr).toMatch(/gitenv: \S*gitenv\.json: application: /);
    expect(push.exitCode).not.toBe(0);
  });

  test('says how to log in where there are no credentials', async () => {
    await stage.commit('First');
    await stage.git(['remote', 'set-url', 'dev', address.replace('dev@', 'nobody@')]);
    const push = await stage.git(['push', 'dev'], quiet);
    expect(push.stderr).toContain(
      "gitenv: No profile 'nobody' in the AWS config files; there are dev, other.",
    );
    expect(push.exitCode).not.toBe(0);
  });

  test('says what to run where the repository is not there', async () => {
    await stage.commit('First');
    await stage.git(['remote', 'set-url', 'dev', address.replace(application, 'nothing')]);
    const push = await stage.git(['push', 'dev'], quiet);
    expect(push.stderr).toContain(`gitenv: There is no repository 'nothing' in ${testRegion}.`);
    expect(push.stderr).toContain('hint: gitenv init dev');
  });

  test('says that it cannot follow where there is no pipeline, after the push has gone through', async () => {
    const commit = await stage.commit('First');
    const push = await stage.git(['push', 'dev']);
    expect(push).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(
        `gitenv: dev has the push, but its release cannot be followed: There is no pipeline '${application}' in account ${testAccount}, ${testRegion}. A push that is not followed needs no look at it.\nhint: git config gitenv.follow false`,
      ),
    });
    expect(await tip()).toBe(commit);
  });

  test('says how to start the server where nothing listens', async () => {
    await stage.commit('First');
    await stage.machine.close();
    const push = await stage.git(['push', 'dev'], quiet);
    expect(push.stderr).toContain(
      `gitenv: ${new URL(stage.machine.endpoint).host} cannot be reached (ECONNREFUSED).`,
    );
    expect(push.stderr).toContain('hint: gitenv local up');
    expect(push.exitCode).not.toBe(0);
  });

  test('says what an address looks like', async () => {
    await stage.commit('First');
    const push = await stage.git(['push', 'gitenv://somewhere', 'main'], quiet);
    expect(push.stderr).toContain(
      'is not an address of the form gitenv://[profile@]region/repository',
    );
  });
});

/** Gives git another `git-remote-http`. @returns the option with which git takes it */
async function replaceRemoteHttp(script: (real: string) => string): Promise<string> {
  const real = (await stage.git(['--exec-path'])).stdout.trim();
  const folder = path.join(stage.folder, 'exec');
  fs.mkdirSync(folder);
  for (const name of fs.readdirSync(real))
    fs.symlinkSync(path.join(real, name), path.join(folder, name));
  const program = path.join(folder, 'git-remote-http');
  fs.rmSync(program);
  fs.writeFileSync(program, `#!/bin/sh\n${script(`${real}/git-remote-http`)}\n`, { mode: 0o755 });
  return `--exec-path=${folder}`;
}

interface Overheard {
  readonly url: string;
  readonly said: string;
}

/** Writes down what each `git-remote-http` is told. */
async function overhearRemoteHttp(): Promise<{ option: string; heard: () => Overheard[] }> {
  const folder = path.join(stage.folder, 'heard');
  fs.mkdirSync(folder);
  const option = await replaceRemoteHttp(
    (real) => `echo "$2" > ${folder}/$$\ntee -a ${folder}/$$ | ${real} "$@"`,
  );
  const heard = () =>
    fs.readdirSync(folder).map((name) => {
      const [url = '', ...lines] = fs.readFileSync(path.join(folder, name), 'utf8').split('\n');
      return { url, said: lines.join('\n') };
    });
  return { option, heard };
}

const saysMoreThanGreetings = (said: string) => !/^(capabilities\n|option .*\n)*$/.test(said);
