import fs from 'node:fs';
import path from 'node:path';
import { install, type Stage, setStage } from '../deploy/stage';
import { Deploys, short } from './bad-night';

let stage: Stage;
let deploys: Deploys;
beforeEach(async () => {
  stage = await setStage();
  await install(stage, { Approval: 'yes' });
  deploys = new Deploys(stage);
});
afterEach(() => stage.destroy());

/** What `gitenv.json` says of dev beside what is there. */
function configure(more: object): void {
  const file = path.join(stage.clone, 'gitenv.json');
  const config = JSON.parse(fs.readFileSync(file, 'utf8'));
  Object.assign(config.environments.dev, more);
  fs.writeFileSync(file, JSON.stringify(config));
}

const approve = (commit: string) => stage.gitenv(['approve', 'dev', commit, '--yes']);

async function approved(subject: string): Promise<string> {
  const commit = await deploys.begin(subject);
  await stage.machine.idle();
  expect(await approve(commit)).toMatchObject({ exitCode: 0 });
  return commit;
}

describe('a lone person on call where another one has to approve', () => {
  test('approves the way back, and nothing else', async () => {
    const good = await approved('Good');
    const bad = await approved('Bad');
    configure({ separateApprover: true });
    await stage.gitenv(['rollback', 'dev', '--yes', '--no-follow']);
    await stage.machine.idle();
    expect(await approve(good)).toMatchObject({ exitCode: 0 });
    expect(deploys.live).toBe(good);
    const fix = await deploys.begin('Fix');
    await stage.machine.idle();
    const refused = await approve(fix);
    expect(refused.stderr).toContain('administrator pushed this release, and dev wants another');
    expect(refused.exitCode).toBe(5);
    await stage.gitenv(['cancel', 'dev', '--yes']);
    const forward = ['push', 'dev', bad, '--no-follow', '--allow-downgrade', '--reason', 'again'];
    expect(await stage.gitenv(forward)).toMatchObject({ exitCode: 0 });
    await stage.machine.idle();
    expect(await approve(bad)).toMatchObject({ exitCode: 5 });
  });

  test('needs another one for that too if gitenv.json says so', async () => {
    const good = await approved('Good');
    await approved('Bad');
    configure({ separateApprover: true, approveRollbacks: true });
    let back: Promise<unknown> | undefined;
    const words = ['rollback', 'dev', '--now', '--reason', 'the till is down', '--yes'];
    const now = await stage.gitenv(words, {
      onStderr: (text) => {
        if (text.includes('approveRollbacks'))
          back ??= approve(good).then((refused) => {
            expect(refused).toMatchObject({ exitCode: 5 });
            return stage.gitenv(['reject', 'dev', good, '--yes']);
          });
      },
    });
    await back;
    expect(now.stderr).toContain(
      `dev: approveRollbacks in gitenv.json wants somebody to approve this release: gitenv approve dev ${short(good)}\n`,
    );
    expect(now.exitCode).toBe(6);
  });

  test('is not held up by an earlier release of the same commit that nobody has approved', async () => {
    const good = await approved('Good');
    await approved('Bad');
    await stage.gitenv(['rollback', 'dev', '--yes', '--no-follow']);
    await stage.machine.idle();
    await stage.commit('Worse');
    const over = await stage.gitenv(['push', 'dev', '--no-follow']);
    expect(over.stderr).toContain(
      `dev: somebody is rolling it back to ${short(good)} "Good", which has not ended yet; this release comes after that\n`,
    );
    const words = ['rollback', 'dev', '--now', '--reason', 'the till is down', '--yes'];
    const now = await stage.gitenv(words);
    expect({ exitCode: now.exitCode, stderr: now.exitCode === 0 ? '' : now.stderr }).toEqual({
      exitCode: 0,
      stderr: '',
    });
    expect(now.stderr).toContain(
      'dev: approved an earlier release of this commit in Approve, because',
    );
    expect(now.stderr).toContain('dev: approved this release in Approve, because');
    await stage.machine.idle();
    expect(deploys.live).toBe(good);
  });
});
