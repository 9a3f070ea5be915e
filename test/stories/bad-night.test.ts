import { DisableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { namesOf } from '../../lib/contract';
import { releases, remoteTip } from '../deploy/releases';
import { application, install, type Stage, setStage } from '../deploy/stage';
import { Deploys, short } from './bad-night';

let stage: Stage;
let deploys: Deploys;
beforeEach(async () => {
  stage = await setStage();
  await install(stage);
  deploys = new Deploys(stage);
});
afterEach(() => stage.destroy());

const rollback = (...words: string[]) => stage.gitenv(['rollback', 'dev', '--yes', ...words]);
const target = (commit: string) => `  to   ${short(commit)} `;

describe('gitenv cancel while a rollback waits behind the bad release', () => {
  test('stops the bad release, and the rollback goes on', async () => {
    const good = await deploys.release('Good');
    const { commit: bad, ended } = await deploys.hang('Bad');
    const back = await rollback('--no-follow');
    expect(back.stderr).toContain(
      `  Goes after 1 release, which is not stopped:\n    ${short(bad)} "Bad", in Deploy\n`,
    );
    const cancel = await stage.gitenv(['cancel', 'dev', '--reason', 'it hangs', '--yes']);
    expect(cancel.stderr).toMatch(
      new RegExp(`dev: ${short(good)} "Good" is (on its way|in \\w+|waiting for \\w+) and goes on`),
    );
    expect(cancel.stdout).toMatch(
      new RegExp(`^dev: ${short(bad)} "Bad" is stopped, and shop-deploy:\\S+ with it\\. dev may`),
    );
    await ended;
    await stage.machine.idle();
    expect(deploys.live).toBe(good);
    expect(await remoteTip(stage)).toBe(good);
  });

  test('stops the rollback if that is named, and the next rollback tries it again', async () => {
    const good = await deploys.release('Good');
    deploys.hold(true);
    const bad = await deploys.begin('Bad');
    await rollback('--no-follow');
    const cancel = await stage.gitenv(['cancel', 'dev', short(good), '--yes']);
    expect(cancel.stdout).toContain(`dev: ${short(good)} "Good" is stopped`);
    deploys.hold(false);
    await stage.machine.idle();
    expect(deploys.live).toBe(bad);
    const back = await rollback();
    expect(back.stderr).toMatch(
      /The last rollback to it was stopped \(.*\), so it is released once/,
    );
    expect(back.exitCode).toBe(0);
    expect(deploys.live).toBe(good);
  });

  test('says which releases are on their way if the named one is not', async () => {
    await deploys.release('Good');
    const { commit: bad, ended } = await deploys.hang('Bad');
    const cancel = await stage.gitenv(['cancel', 'dev', 'HEAD~1', '--yes']);
    expect(cancel.stderr).toMatch(
      new RegExp(`is not on its way in dev, but ${short(bad)} "Bad"; nothing was changed\\.`),
    );
    expect(cancel.exitCode).toBe(5);
    await stage.gitenv(['cancel', 'dev', '--yes']);
    await ended;
  });
});

test('a rollback after a fix goes past what a failed rollback had left', async () => {
  const good = await deploys.release('Good');
  const bad = await deploys.release('Bad');
  deploys.fail(true);
  expect(await rollback()).toMatchObject({ exitCode: 6 });
  deploys.fail(false);
  const fix = await deploys.release('Fix');
  expect(deploys.live).toBe(fix);
  const back = await rollback();
  expect(back.stderr).toContain(target(good));
  expect(back.stderr).not.toContain(target(bad));
  expect(deploys.live).toBe(good);
});

describe('a rollback that failed', () => {
  test('is tried again, where it failed, by the command that its end names and by the next rollback', async () => {
    const older = await deploys.release('Older');
    const good = await deploys.release('Good');
    await deploys.release('Bad');
    deploys.fail(true);
    const failed = await rollback();
    expect(failed.stderr).toContain(
      '\nhint: gitenv retry dev\n      gitenv rollback dev --further\n',
    );
    expect(failed.stderr).toContain(
      `Try it again or push a fix, or go back to ${short(older)} "Older", or read its log:\n`,
    );
    const again = await rollback();
    expect(again.stderr).toMatch(
      /The last rollback to it failed \(.*\), so Deploy is tried again\.\n/,
    );
    expect(again.exitCode).toBe(6);
    const asked = await stage.gitenv(['rollback', 'dev']);
    expect(asked.stderr).toContain(`Try again to roll dev back to ${short(good)}?`);
    deploys.fail(false);
    const before = (await releases(stage)).length;
    expect(await rollback()).toMatchObject({ exitCode: 0 });
    expect(deploys.live).toBe(good);
    expect(await releases(stage)).toHaveLength(before);
  });

  test('is gone past by who says so', async () => {
    const older = await deploys.release('Older');
    await deploys.release('Good');
    await deploys.release('Bad');
    deploys.fail(true);
    await rollback();
    deploys.fail(false);
    expect(await rollback('--further')).toMatchObject({ exitCode: 0 });
    expect(deploys.live).toBe(older);
  });
});

describe('the second person on call', () => {
  test('is told who is going back, and to where, and then that it is done', async () => {
    const older = await deploys.release('Older');
    const good = await deploys.release('Good');
    await deploys.release('Bad');
    deploys.hold(true);
    const { ended } = await deploys.following(['rollback', 'dev', '--yes']);
    const second = await rollback();
    expect(second.stderr).toContain(
      `gitenv: administrator is rolling dev back to ${short(good)} "Good" already, which is in Deploy; nothing was changed. Watch it, or add --further to go further back.\nhint: gitenv watch dev\n      gitenv rollback dev --further\n`,
    );
    expect(second.exitCode).toBe(5);
    deploys.hold(false);
    expect(await ended).toMatchObject({ exitCode: 0 });
    const third = await rollback();
    expect(third.stderr).toMatch(
      new RegExp(`gitenv: administrator has just rolled dev back to ${short(good)} "Good" \\(`),
    );
    expect(third.exitCode).toBe(5);
    expect(deploys.live).toBe(good);
    expect(await rollback('--further')).toMatchObject({ exitCode: 0 });
    expect(deploys.live).toBe(older);
  });

  test('is told so also in the moment before the release of the first one has begun', async () => {
    await deploys.release('Older');
    const good = await deploys.release('Good');
    await deploys.release('Bad');
    const events = new EventBridgeClient(stage.machine.client());
    const { pushRule, unnamedPushRule } = namesOf(application);
    for (const Name of [pushRule, unnamedPushRule])
      await events.send(new DisableRuleCommand({ Name }));
    await rollback('--no-follow');
    let started: Promise<unknown> | undefined;
    const second = await stage.gitenv(['rollback', 'dev', '--yes'], {
      onStderr: (text) => {
        if (text.includes('waiting for the release')) started ??= stage.gitenv(['redeploy', 'dev']);
      },
    });
    await started;
    expect(second.stderr).toContain(`dev: somebody has put ${short(good)} back; waiting`);
    expect(second.stderr).toMatch(/gitenv: administrator (is rolling|has just rolled) dev back to/);
    expect(second.exitCode).toBe(5);
    expect(deploys.live).toBe(good);
  });
});
