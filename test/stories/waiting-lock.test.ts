import { CodePipelineClient, DisableStageTransitionCommand } from '@aws-sdk/client-codepipeline';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { lockText } from '../../lib/release/lock/lock';
import { standBetween, throttled } from '../deploy/faults';
import { application, install, type Stage, setStage } from '../deploy/stage';

let stage: Stage;
/** How far AWS's clock is ahead of this machine's, in ms: less than what AWS would refuse. */
let ahead = 0;
beforeEach(async () => {
  ahead = 0;
  stage = await setStage({ now: () => new Date(Date.now() + ahead) });
  await install(stage);
  await stage.commit('First');
  await stage.git(['push', 'dev']);
  await stage.gitenv(['lock', 'dev', '--reason', 'database migration', '--for', '4h']);
});
afterEach(() => stage.destroy());

/** As if somebody had locked for so short a time; locks know no parts of a second. */
async function relock(reason: string, forMs: number): Promise<void> {
  const until = new Date(Date.now() + forMs);
  await new CodePipelineClient(stage.machine.client()).send(
    new DisableStageTransitionCommand({
      pipelineName: application,
      stageName: 'Deploy',
      transitionType: 'Inbound',
      reason: lockText({ by: 'ann', until, reason }),
    }),
  );
}

/** Pushes with --wait, and does something each time that the push says what it waits for. */
async function waiting(onWait: (reason: string) => Promise<unknown>, env = {}) {
  const done: Promise<unknown>[] = [];
  const push = await stage.gitenv(['push', 'dev', '--wait', '--reason', 'it can wait'], {
    env,
    onStderr: (text, kill) => {
      const reason = /locked by .* until [-\d]+ [:\d]+ UTC: (.*)\. Waiting/.exec(text)?.[1];
      if (reason === 'over') kill('SIGINT');
      else if (reason !== undefined) done.push(onWait(reason));
    },
  });
  await Promise.all(done);
  return push;
}

const tip = async () => (await stage.git(['ls-remote', 'dev', 'refs/heads/main'])).stdout;

describe('gitenv push --wait', () => {
  test('goes on once the lock has ended by itself', async () => {
    await stage.gitenv(['lock', 'dev', '--reason', 'a minute', '--for', '1m', '--replace']);
    const commit = await stage.commit('Second');
    const push = await waiting(async () => {
      ahead = 125_000;
      await new SchedulerClient(stage.machine.client()).send(new ListSchedulesCommand({}));
    });
    expect(push.stderr).toMatch(
      /^dev is locked by administrator until [-\d]+ [:\d]+ UTC: a minute\. Waiting for that to end\.$/m,
    );
    expect(push.stderr).toContain(`dev: ${commit.slice(0, 8)} is released, after`);
    expect(push.exitCode).toBe(0);
    expect((await stage.gitenv(['unlock', 'dev'])).stdout).toBe('dev was not locked.\n');
  });

  test('says when another lock follows, and changes nothing where Ctrl-C ends it', async () => {
    const before = await tip();
    await stage.commit('Second');
    const push = await waiting(() => relock('over', 3_600_000));
    expect(push.exitCode).toBe(130);
    expect(push.stderr).toMatch(/gitenv: Interrupted; nothing was changed\.\n$/);
    expect(await tip()).toBe(before);
    expect((await stage.git(['ls-remote', 'dev', 'refs/tags/*'])).stdout).toBe('');
  });

  test('outlasts that AWS cannot be asked for a while', async () => {
    await stage.commit('Second');
    let limited = 0;
    const faults = await standBetween(stage.machine.endpoint, (operation) => {
      if (operation !== 'GetPipelineState' || limited === 0) return undefined;
      limited -= 1;
      return throttled;
    });
    const push = await waiting(
      async () => {
        limited = 4;
        await stage.gitenv(['unlock', 'dev']);
      },
      { AWS_ENDPOINT_URL: faults.endpoint },
    );
    await faults.close();
    expect(push.exitCode).toBe(0);
    expect(limited).toBe(0);
  });
});
