import { standBetween } from '../deploy/faults';
import { type Ended, install, type Stage, setStage } from '../deploy/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
  await install(stage, { Approval: 'yes' });
});
afterEach(() => stage.destroy());

async function push(subject: string): Promise<string> {
  const commit = await stage.commit(subject);
  await stage.gitenv(['push', 'dev', '--no-follow']);
  await stage.machine.idle();
  return commit;
}

async function answer(verb: 'approve' | 'reject', commit: string): Promise<void> {
  await stage.gitenv([verb, 'dev', commit, '--yes']);
  await stage.machine.idle();
}

async function statusOf(wanted: string): Promise<string | undefined> {
  const { stdout } = await stage.gitenv(['history', 'dev', '--json']);
  const releases: { commit: string; status: string }[] = JSON.parse(stdout).releases;
  return releases.find(({ commit }) => commit === wanted)?.status;
}

function refused({ exitCode, stderr }: Ended, waiting: string, words: string): void {
  const short = waiting.slice(0, 8);
  expect(stderr).toContain(`gitenv: What waits for approval in dev is ${short} "`);
  expect(stderr).toContain(
    `${words}; nothing was approved or rejected.\nhint: gitenv diff dev ${short}\n`,
  );
  expect(exitCode).toBe(5);
}

describe('an approval that comes too late', () => {
  test('approves nothing of a release that was overtaken, and says which commit waits', async () => {
    const [first, second, third] = [await push('First'), await push('Second'), await push('Third')];
    const short = (commit: string) => commit.slice(0, 8);
    const late = await stage.gitenv(['approve', 'dev', second, '--yes']);
    refused(late, first, `not ${short(second)}, which was overtaken by a newer release`);
    const early = await stage.gitenv(['approve', 'dev', third, '--yes']);
    refused(early, first, `not ${short(third)}, which is on its way to there`);

    await answer('reject', first);
    const later = await stage.gitenv(['approve', 'dev', first, '--yes']);
    refused(later, third, `not ${short(first)}, which has failed`);
    expect(await Promise.all([first, second, third].map(statusOf))).toEqual([
      'Failed',
      'Superseded',
      'InProgress',
    ]);
    await answer('approve', third);
    expect(await statusOf(third)).toBe('Succeeded');
  });

  test('does not reach the newer release that waits once somebody else was faster', async () => {
    const [first, second] = [await push('First'), await push('Second')];
    const faults = await standBetween(stage.machine.endpoint, async (operation) => {
      if (operation === 'PutApprovalResult') await answer('reject', first);
      return undefined;
    });
    const env = { AWS_ENDPOINT_URL: faults.endpoint };
    const late = await stage.gitenv(['approve', 'dev', first, '--yes'], { env });
    await faults.close();
    expect(late.stderr).toContain(
      `gitenv: ${first.slice(0, 8)} "First" does not wait for approval in dev any more.`,
    );
    expect(late.exitCode).toBe(5);
    expect(await statusOf(second)).toBe('InProgress');
  });
});
