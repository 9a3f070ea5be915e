import { freezeRule } from '../../lib/contract';
import { template } from '../bootstrap/template';
import { install, type Stage, setStage } from '../deploy/stage';
import { requireBeforeDeploy } from './entry-condition';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.destroy());

const json = async (...words: string[]) =>
  JSON.parse((await stage.gitenv([...words, '--json'])).stdout);

test('the template has the rule that is told to be the freeze', () => {
  expect(JSON.stringify(template())).toContain(`"Name":"${freezeRule}"`);
});

describe('a release that a freeze holds', () => {
  const never = { DeployWindow: '0 0 0 29 2 ? *', DeployWindowTimeZone: 'Europe/Berlin' };

  test('is told to be held, with the ways out, by who follows it and by status; and is cancelled', async () => {
    await install(stage, never);
    await stage.commit('Comes in a freeze');
    let seen: Promise<string> | undefined;
    const push = await stage.git(['push', 'dev'], {
      onStderr: (text) => {
        if (text.includes('is held by a freeze')) seen ??= statusThenCancel();
      },
    });
    // The first hour of the next 29 February, in Berlin.
    const words =
      /dev: .*Deploy is held by a freeze until \d{4}-02-28 23:00 UTC; the console can override it \(gitenv open dev\), gitenv cancel dev gives up\n/;
    expect(push.stderr).toMatch(words);
    expect(push.stderr).toMatch(/gitenv: dev: \w{8} was stopped after/);
    expect(push.exitCode).toBe(1);
    const status = (await seen) ?? '';
    expect(status).toMatch(/ \w{8} is held by a freeze /);
    expect(status.slice(status.indexOf('held: '))).toMatch(/^held: dev: \w{8}: /);
    expect(status).toMatch(words);
  });

  async function statusThenCancel(): Promise<string> {
    const { stdout } = await stage.gitenv(['status']);
    await stage.gitenv(['cancel', 'dev', '--yes']);
    return stdout;
  }
});

describe('a release that fails a condition of a stage', () => {
  test('says which one and why: when it is followed, in status and in history', async () => {
    await install(stage);
    await requireBeforeDeploy(stage, 'ready', ['no', 'yes']);
    await stage.commit('Not ready');
    const push = await stage.git(['push', 'dev']);
    expect(push.exitCode).toBe(1);
    expect(push.stderr).toMatch(
      /gitenv: dev: (\w{8}) failed after .*: Deploy failed its entry condition: ready \(.+\)\. Try it again or push a fix, or read its log:\nhint: gitenv retry dev\n +gitenv logs dev \1\n$/,
    );
    const status = await stage.gitenv(['status']);
    expect(status.stdout).toMatch(
      /failed: dev: the release of \w{8} failed: Deploy failed its entry condition: ready \(.+\)/,
    );
    expect(status.stdout).not.toContain('gitenv logs');
    const history = await stage.gitenv(['history', 'dev']);
    expect(history.stdout).toMatch(/Failed .* Deploy failed its condition: ready \(/);
    const { releases } = await json('history', 'dev');
    expect(releases[0].condition).toMatchObject({ stage: 'Deploy', rules: [{ name: 'ready' }] });
  });
});
