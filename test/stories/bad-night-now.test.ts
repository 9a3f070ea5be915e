import { CloudFormationClient, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { namesOf } from '../../lib/contract';
import { releases, remoteTip } from '../deploy/releases';
import { application, type Ended, install, type Stage, setStage } from '../deploy/stage';
import { Deploys, short } from './bad-night';

let stage: Stage;
let deploys: Deploys;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.destroy());

async function begin(parameters: Record<string, string> = {}): Promise<void> {
  await install(stage, parameters);
  deploys = new Deploys(stage);
}

const rollback = (...words: string[]) => stage.gitenv(['rollback', 'dev', ...words]);
const now = (reason = 'the till is down') => rollback('--now', '--reason', reason, '--yes');

/** Each release's commit and how it ended, newest first. */
async function told(): Promise<string[]> {
  return (await releases(stage)).map(
    ({ status, sourceRevisions: [source] = [] }) => `${short(source?.revisionId ?? '')} ${status}`,
  );
}

/** As `gitenv init` would after `gitenv.json` was changed. */
async function updateStack(parameters: Record<string, string>): Promise<void> {
  const kept = ['Application', 'Environment'].map((ParameterKey) => ({
    ParameterKey,
    UsePreviousValue: true,
  }));
  const changed = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }));
  await new CloudFormationClient(stage.machine.client()).send(
    new UpdateStackCommand({
      StackName: namesOf(application).stack,
      UsePreviousTemplate: true,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: [...kept, ...changed],
    }),
  );
  await stage.machine.idle();
}

/** What a command said, if it did not end well. */
const unlessWell = ({ exitCode, stderr }: Ended) => (exitCode === 0 ? '' : stderr);

describe('gitenv rollback --now', () => {
  test('ends a deploy that hangs, and reaches the good commit with two builds', async () => {
    await begin();
    const good = await deploys.release('Good');
    const { commit: bad, ended } = await deploys.hang('Bad');
    const back = await now();
    expect(back.stderr).toContain(`  Ends 1 release first:\n    ${short(bad)} "Bad", in Deploy\n`);
    expect(back.stderr).toMatch(
      new RegExp(
        `dev: stopped ${short(bad)} "Bad", which was in Deploy, and its build shop-deploy:\\S+\n`,
      ),
    );
    expect(back).toMatchObject({ exitCode: 0 });
    expect((await ended).stderr).toMatch(/was stopped after/);
    expect(deploys.live).toBe(good);
    expect(await remoteTip(stage)).toBe(good);
    expect(await told()).toEqual([
      `${short(good)} Succeeded`,
      `${short(bad)} Stopped`,
      `${short(good)} Succeeded`,
    ]);
    expect(back.stderr.match(/ is running$/gm)).toEqual([
      ' is running',
      ' is running',
      ' is running',
    ]);
    const history = JSON.parse((await stage.gitenv(['history', 'dev', '--json'])).stdout);
    expect(history.releases[0].reason).toMatchObject({
      text: 'the till is down',
      guards: ['now'],
    });
    expect(history.releases[1].stopped).toEqual({
      by: 'administrator',
      reason: 'the till is down',
    });
  });

  test('needs a reason, and follows', async () => {
    await begin();
    expect(await rollback('--now', '--yes')).toMatchObject({ exitCode: 2 });
    const unfollowed = await rollback('--now', '--reason', 'x', '--no-follow');
    expect(unfollowed.stderr).toContain('gitenv: --now follows the release to its end');
    expect(unfollowed.exitCode).toBe(2);
  });

  test('ends a queue of bad commits, which a plain rollback would go after', async () => {
    await begin({ ExecutionMode: 'QUEUED' });
    const good = await deploys.release('Good');
    const { commit: first, ended } = await deploys.hang('Bad 1');
    const [second, third] = [await deploys.begin('Bad 2'), await deploys.begin('Bad 3')];
    const plain = await rollback();
    expect(plain.stderr).toMatch(
      new RegExp(
        [
          '  Goes after 3 releases, which are not stopped:',
          `    ${short(first)} "Bad 1", in Deploy`,
          `    ${short(second)} "Bad 2", (in|waiting for) \\w+`,
          `    ${short(third)} "Bad 3", .*`,
          "  To end what is before it: gitenv rollback dev --now --reason '…'",
        ].join('\\n'),
      ),
    );
    expect(await now()).toMatchObject({ exitCode: 0 });
    await ended;
    expect(deploys.live).toBe(good);
    expect(await told()).toEqual([
      `${short(good)} Succeeded`,
      `${short(third)} Stopped`,
      `${short(second)} Stopped`,
      `${short(first)} Stopped`,
      `${short(good)} Succeeded`,
    ]);
  });

  test('passes a freeze', async () => {
    await begin();
    const good = await deploys.release('Good');
    await deploys.release('Bad');
    await updateStack({ DeployWindow: '0 0 0 29 2 ? *', DeployWindowTimeZone: 'Europe/Berlin' });
    const back = await now();
    expect(back.stderr).toContain('dev: passed the freeze before Deploy\n');
    expect(back.exitCode).toBe(0);
    expect(deploys.live).toBe(good);
  });

  test('passes a lock, which stands again behind it', async () => {
    await begin();
    const good = await deploys.release('Good');
    await deploys.release('Bad');
    await stage.gitenv(['lock', 'dev', '--reason', 'database migration', '--for', '4h']);
    expect(await rollback('--yes')).toMatchObject({ exitCode: 5 });
    const back = await now();
    expect(back.stderr).toMatch(
      /dev: opened Deploy for this release; it is locked by administrator until .*: database migration\n/,
    );
    expect(back.exitCode).toBe(0);
    expect(deploys.live).toBe(good);
    expect((await stage.gitenv(['push', 'dev', 'HEAD', '--reason', 'again'])).stderr).toMatch(
      /dev is locked by administrator until .*: database migration/,
    );
  });

  test('rejects what waits for approval, and approves its own release', async () => {
    await begin({ Approval: 'yes' });
    const approve = async (commit: string) => {
      await stage.gitenv(['approve', 'dev', commit, '--yes']);
      await stage.machine.idle();
    };
    const good = await deploys.begin('Good');
    await stage.machine.idle();
    await approve(good);
    const bad = await deploys.begin('Bad');
    await stage.machine.idle();
    await approve(bad);
    expect(deploys.live).toBe(bad);
    const worse = await deploys.begin('Worse');
    await stage.machine.idle();
    const back = await now();
    expect(back.stderr).toContain(
      `dev: rejected ${short(worse)} "Worse", which was in Approve, waiting for approval\n`,
    );
    expect(back.stderr).toContain('dev: approved this release in Approve, because it puts back');
    expect(back.exitCode).toBe(0);
    expect(deploys.live).toBe(bad);
    expect(await rollback('--further', '--now', '--reason', 'worse', '--yes')).toMatchObject({
      exitCode: 0,
    });
    expect(deploys.live).toBe(good);
  });

  test('joins a rollback that somebody has begun, and two at once come to the same', async () => {
    await begin();
    const good = await deploys.release('Good');
    const { commit: bad, ended } = await deploys.hang('Bad');
    await rollback('--yes', '--no-follow');
    const seen = await rollback('--yes');
    expect(seen.stderr).toContain('add --now to end what it waits for');
    const both = await Promise.all([now('first'), now('second')]);
    expect(both.map(unlessWell)).toEqual(['', '']);
    await ended;
    expect(deploys.live).toBe(good);
    expect(await told()).toEqual([
      `${short(good)} Succeeded`,
      `${short(bad)} Stopped`,
      `${short(good)} Succeeded`,
    ]);
  });

  test('of two that begin at once, the second sees the first', async () => {
    await begin();
    const good = await deploys.release('Good');
    const { ended } = await deploys.hang('Bad');
    const both = await Promise.all([now('first'), now('second')]);
    await ended;
    expect(both.map(unlessWell)).toEqual(['', '']);
    expect(deploys.live).toBe(good);
    expect((await told()).filter((line) => line.startsWith(short(good)))).toHaveLength(2);
  });

  test('says so if nothing is in the way, and goes back all the same', async () => {
    await begin();
    const good = await deploys.release('Good');
    await deploys.release('Bad');
    const back = await now();
    expect(back.stderr).toContain('  No release of another commit is on its way.\n');
    expect(back.stderr).toContain(
      'dev: no release of another commit is on its way, so --now has nothing',
    );
    expect(back.exitCode).toBe(0);
    expect(deploys.live).toBe(good);
  });
});
