import fs from 'node:fs';
import path from 'node:path';
import { makeInstalledWorld, type World } from './world';

/** Deploys leave a file; ./verify fails as long as somebody has broken the place. */
const deploy = '#!/bin/sh\ncat version > HOME/live-$GITENV_ENVIRONMENT\n';
const verify =
  '#!/bin/sh\necho "looking at $GITENV_ENVIRONMENT $GITENV_COMMIT"\n[ ! -e HOME/broken-$GITENV_ENVIRONMENT ] || { echo "the page is bad"; exit 1; }\n';

interface Row {
  readonly running: { readonly commit: string; readonly release: string } | null;
  readonly partial: unknown;
  readonly unverified: { readonly commit: string; readonly status: string } | null;
  readonly failed: { readonly commit: string } | null;
  readonly wayOn: string | null;
}

let world: World;
let old: string;
beforeAll(async () => {
  world = await makeInstalledWorld({ build: '#!/bin/sh\ntrue\n', deploy: '#!/bin/sh\ntrue\n' });
  old = await version('one');
  await world.ok('git push');
});
afterAll(() => world.end());

const here = (text: string) => text.replaceAll('HOME', world.folder);

async function version(name: string): Promise<string> {
  world.write('version', `${name}\n`);
  world.write('deploy', here(deploy), 0o755);
  return world.commit(`Release ${name}`);
}

async function standing(environment: string): Promise<Row> {
  const [row] = JSON.parse(await world.ok(`gitenv status ${environment} --json`)).environments;
  return row;
}

async function newest(environment: string) {
  const [release] = JSON.parse(await world.ok(`gitenv history ${environment} --json`)).releases;
  return release;
}

const broken = () => world.ok(`touch ${world.folder}/broken-dev`);
const mended = () => world.ok(`rm ${world.folder}/broken-dev`);
const live = (environment: string) => world.ok(`cat ${world.folder}/live-${environment}`);

/** The commands of the page, in its order. */
function commandsOf(page: string): string[] {
  const lines = page.split('\n').map((line) => line.trim());
  return lines.filter((line) => line.startsWith('gitenv '));
}

describe('./verify after a deploy', () => {
  test('runs nowhere before it is asked for, which doctor tells', async () => {
    expect(await world.ok('gitenv logs dev')).not.toContain('Verify');
    world.write('verify', here(verify), 0o755);
    expect((await world.sh('gitenv doctor dev')).stdout).toContain(
      './verify is here, and nothing runs it; gitenv init dev --verify runs it after each deploy',
    );
    await world.ok('rm verify');
    await world.ok('gitenv init dev stg --verify --yes');
    const examined = (await world.sh('gitenv doctor dev')).stdout;
    expect(examined).toContain('there is no ./verify here, so that nothing looks at deploys');
    expect(JSON.parse(world.read('gitenv.json')).environments.stg.verify).toBe(true);
    await world.commit('Ask for Verify');
  });

  test('says of a commit without one that nothing was verified, and passes', async () => {
    const pushed = await world.sh('git push');
    expect(pushed.stderr).toContain('This commit has no ./verify, so nothing was verified');
    expect(pushed.status).toBe(0);
    expect(pushed.stderr).toMatch(/dev: Verify succeeded/);
  });

  test('runs in each environment, with what the release is about', async () => {
    world.write('verify', here(verify), 0o755);
    const good = await version('two');
    const pushed = await world.sh('git push && gitenv promote stg');
    expect(pushed.status).toBe(0);
    const examined = (await world.sh('gitenv doctor dev')).stdout;
    expect(examined).toMatch(/^verify +✓/m);
    expect(pushed.stderr).toContain(`looking at dev ${good}`);
    expect(pushed.stderr).toContain(`looking at stg ${good}`);
  });

  test('has a log and a time of its own', async () => {
    const log = await world.ok('gitenv logs stg');
    expect(log.indexOf('— Deploy —')).toBeGreaterThan(-1);
    expect(log.indexOf('— Verify —')).toBeGreaterThan(log.indexOf('— Deploy —'));
    const lines = (await world.ok('gitenv logs stg --json'))
      .split('\n')
      .map((it) => JSON.parse(it));
    expect(lines.find(({ text }) => /^looking at/.test(text))).toMatchObject({
      stage: 'Deploy',
      action: 'Verify',
      attempt: 1,
    });
  });

  test('that fails fails the release, whose commit runs and is not good', async () => {
    const good = (await standing('dev')).running?.commit;
    const bad = await version('three');
    await broken();
    const pushed = await world.sh('git push');
    expect(pushed.status).not.toBe(0);
    expect(pushed.stderr).toContain('the page is bad');
    expect(pushed.stderr).toMatch(
      new RegExp(
        `failed after .+ in Verify, because ./verify failed after its deploy; dev runs ${bad.slice(0, 8)}`,
      ),
    );
    expect(pushed.stderr).toContain(`go back to ${good?.slice(0, 8)}`);
    expect(await live('dev')).toBe('three');
    expect(await standing('dev')).toMatchObject({
      running: { commit: bad },
      partial: null,
      unverified: { commit: bad, status: 'Failed' },
      failed: { commit: bad },
      wayOn: 'gitenv retry dev',
    });
    expect(await newest('dev')).toMatchObject({ status: 'Failed', failedIn: 'Verify' });
    const shown = await world.ok('gitenv status');
    expect(shown).toContain('(did not verify)');
    expect(shown).toContain(
      'dev runs what did not verify: it is promoted nowhere, and no rollback goes to it.',
    );
  });

  test('keeps such a commit from being promoted', async () => {
    const before = await live('stg');
    const { status: code, stderr } = await world.sh('gitenv promote stg');
    expect(code).not.toBe(0);
    expect(stderr).toMatch(
      /stg takes only what dev has released successfully, and the release of \w+ failed there/,
    );
    expect(stderr).toContain('hint: gitenv retry dev');
    expect(await live('stg')).toBe(before);
  });

  test('is run again by a retry, which deploys nothing again', async () => {
    const { status: code, stderr } = await world.sh('gitenv retry dev');
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/dev: trying Verify of \w+ again/);
    expect(stderr).not.toContain('Deploy is running');
    expect((await standing('dev')).wayOn).toBe('gitenv rollback dev');
    await mended();
    await world.ok('gitenv retry dev');
    expect(await standing('dev')).toMatchObject({ unverified: null, failed: null, wayOn: null });
    expect(await world.ok('gitenv history dev')).toContain('failed in Verify, then tried again');
  });

  test('is no way back: a rollback goes to what did verify, and runs it there as well', async () => {
    const bad = await version('four');
    await broken();
    await world.sh('git push');
    await mended();
    const before = (await standing('dev')).running?.commit;
    expect(before).toBe(bad);
    const back = await world.sh('gitenv rollback dev --yes --reason bad');
    expect(back.status).toBe(0);
    expect(back.stderr).toMatch(/dev: Verify succeeded/);
    expect(await live('dev')).toBe('three');
    const further = await world.sh(
      `gitenv rollback dev --to ${bad.slice(0, 8)} --yes --reason bad`,
    );
    expect(further.status).not.toBe(0);
  });

  test('does not stand in the way of an old commit without one', async () => {
    const back = await world.sh(`gitenv rollback dev --to ${old.slice(0, 8)} --yes --reason old`);
    expect(back.stderr).toContain('This commit has no ./verify, so nothing was verified');
    expect(back.status).toBe(0);
    expect(await live('dev')).toBe('one');
  });

  test('is as its page says, whose commands work as they stand', async () => {
    const page = fs.readFileSync(path.join(__dirname, '../../docs/verify.md'), 'utf8');
    const [, program = ''] = /```sh\n([\s\S]*?)```/.exec(page) ?? [];
    const commands = commandsOf(page);
    const failing = commands.indexOf('gitenv status dev');
    expect(failing).toBeGreaterThan(0);
    world.write('verify', program, 0o755);
    await version('five');
    for (const command of commands.slice(0, failing)) await world.ok(command);
    await world.commit('Do what the page says');
    const pushed = await world.sh('git push');
    expect(pushed.stderr).toContain('Looking at app in dev, at ');
    expect(pushed.status).toBe(0);
    await world.ok('git rm --quiet version');
    world.write('deploy', '#!/bin/sh\ntrue\n', 0o755);
    await world.commit('Lose what is looked for');
    expect((await world.sh('git push')).status).not.toBe(0);
    const [status = '', logs = '', retry = '', rollback = '', off = ''] = commands.slice(failing);
    expect(await world.ok(status)).toContain('(did not verify)');
    await world.ok(logs);
    expect((await world.sh(retry)).stderr).toContain('failed after');
    await world.ok(`${rollback} --yes --reason 'the page says so'`);
    expect((await standing('dev')).unverified).toBeNull();
    expect(off).toBe('gitenv init dev --no-verify --yes');
  });

  test('goes with everything it had when nobody asks for it any more', async () => {
    await world.ok('gitenv init dev --no-verify --yes');
    await world.ok('git checkout --quiet main && gitenv redeploy dev');
    expect(await world.ok('gitenv logs dev')).not.toContain('Verify');
  });
});
