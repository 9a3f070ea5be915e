import { type Faults, standBetween } from '../deploy/faults';
import { remoteTip } from '../deploy/releases';
import { type Ended, install, type Stage, setStage } from '../deploy/stage';
import { Deploys, short } from './bad-night';

let stage: Stage;
let deploys: Deploys;
let faults: Faults | undefined;
beforeEach(async () => {
  stage = await setStage();
  await install(stage);
  deploys = new Deploys(stage);
});
afterEach(async () => {
  await faults?.close();
  await stage.destroy();
});

/** Runs gitenv while somebody else pushes a fix just before an operation reaches AWS. */
async function overtaken(
  operation: string,
  words: readonly string[],
): Promise<{ fix: string; ended: Ended }> {
  let fix = '';
  faults = await standBetween(stage.machine.endpoint, async (asked) => {
    if (asked === operation && fix === '') fix = await deploys.begin('Fix');
    return undefined;
  });
  const env = { AWS_ENDPOINT_URL: faults.endpoint };
  const ended = await stage.gitenv(words, { env });
  await stage.machine.idle();
  return { fix, ended };
}

async function history(): Promise<{ commit: string; isRolledBack: boolean; status: string }[]> {
  return JSON.parse((await stage.gitenv(['history', 'dev', '--json'])).stdout).releases;
}

describe('a start by hand that somebody overtakes with a push', () => {
  test.each([
    ['gitenv redeploy', ['redeploy', 'dev']],
    ['gitenv push of what the branch is at', ['push', 'dev']],
  ])('%s is stopped again, and the fix stays', async (_, words) => {
    const old = await deploys.release('Old');
    const { fix, ended } = await overtaken('StartPipelineExecution', words);
    expect(ended.stderr).toMatch(
      new RegExp(
        `gitenv: While ${short(old)} was being started in dev, (administrator|somebody) pushed ${short(fix)}.*\\. The release of ${short(old)} is stopped again\\.\nhint: gitenv `,
      ),
    );
    expect(ended.exitCode).toBe(5);
    expect(deploys.live).toBe(fix);
    expect(await remoteTip(stage)).toBe(fix);
    const releases = await history();
    expect(releases.filter(({ isRolledBack }) => isRolledBack)).toEqual([]);
    expect(releases.find(({ commit }) => commit === fix)?.status).toBe('Succeeded');
  });

  test('gitenv retry is stopped again, and the fix stays', async () => {
    await deploys.release('Good');
    deploys.fail(true);
    const broken = await deploys.release('Broken');
    deploys.fail(false);
    const { fix, ended } = await overtaken('RetryStageExecution', ['retry', 'dev']);
    expect(ended.stderr).toContain(`gitenv: While ${short(broken)} was being started in dev, `);
    expect(ended.exitCode).toBe(5);
    expect(deploys.live).toBe(fix);
    expect((await history()).filter(({ isRolledBack }) => isRolledBack)).toEqual([]);
  });
});

test('gitenv retry is refused for what the branch has left', async () => {
  const good = await deploys.release('Good');
  deploys.fail(true);
  await deploys.release('Broken');
  deploys.fail(false);
  // As somebody would in whose repository nothing starts the pipeline.
  await stage.git(['push', '--quiet', 'dev', `+${good}:refs/heads/main`, '-o', 'reason=back'], {
    env: { GITENV_FOLLOW: '0' },
  });
  await stage.machine.idle();
  const retry = await stage.gitenv(['retry', 'dev']);
  expect(retry).toMatchObject({ exitCode: 5 });
  expect(deploys.live).toBe(good);
});
