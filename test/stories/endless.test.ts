import fs from 'node:fs';
import path from 'node:path';
import { followRelease } from '../../lib/follow/follow';
import { openEnvironment } from '../../lib/target/open-environment';
import { realTime } from '../../lib/target/pause';
import { Releases } from '../../lib/target/releases';
import { useAwsFiles } from '../aws/aws-files';
import { environmentOf, install, runProcess, type Stage, script, setStage } from '../deploy/stage';

let stage: Stage;
let pidFile: string;
let made = 0;
beforeAll(async () => {
  stage = await setStage();
  await install(stage);
  pidFile = path.join(stage.folder, 'deploy.pid');
});
beforeEach(async () => {
  fs.rmSync(pidFile, { force: true });
  made += 1;
  await stage.commit(`Hang ${made}`, {
    'deploy.sh': script(`# ${made}`, 'echo begun', `echo $$ > ${pidFile}`, 'exec sleep 600'),
  });
});
afterAll(() => stage.destroy());

const newest = async () =>
  JSON.parse((await stage.gitenv(['history', 'dev', '--json'])).stdout).releases[0];

/** Runs a line in which `$pid` is the deploy that hangs. */
const withDeploy = (line: string) =>
  runProcess('/bin/sh', ['-c', `pid=$(cat ${pidFile}); ${line}`], { cwd: '/', env: process.env });

describe('a release whose deploy never ends', () => {
  test('goes on after Ctrl-C, and gitenv cancel ends it and what it runs', async () => {
    const push = await stage.gitenv(['push', 'dev'], {
      onStderr: (text, kill) => {
        if (text.includes('  begun')) kill('SIGINT');
      },
    });
    expect(push.exitCode).toBe(130);
    expect(push.stderr).toMatch(/the release of \w{8} to dev goes on\.\nhint: gitenv logs dev/);
    expect(await newest()).toMatchObject({ status: 'InProgress' });
    expect(await withDeploy('kill -0 $pid')).toMatchObject({ exitCode: 0 });

    const cancelled = await stage.gitenv(['cancel', 'dev', '--reason', 'it hangs', '--yes']);
    expect(cancelled.stdout).toMatch(
      /is stopped, and shop-deploy:[\w-]+ with it\. dev may have been changed in part\.\n$/,
    );
    await stage.machine.idle();
    expect(await newest()).toMatchObject({ status: 'Stopped' });
    await withDeploy('while kill -0 $pid; do sleep 0.05; done');
  });

  test('is told to be stopped to whoever follows it', async () => {
    let cancelled: Promise<unknown> | undefined;
    const push = await stage.git(['push', 'dev'], {
      onStderr: (text) => {
        if (text.includes('  begun')) cancelled ??= stage.gitenv(['cancel', 'dev', '--yes']);
      },
    });
    await cancelled;
    expect(push.exitCode).toBe(1);
    expect(push.stderr).toMatch(
      /dev: Deploy failed after[\s\S]*gitenv: dev: (\w{8}) was stopped after .*; dev is at a part of \1 .*\. Release it again, or read its log:\nhint: gitenv push dev \1\n +gitenv logs dev \1\n$/,
    );
  });

  test('breaks a long silence with what goes on and the ways out', async () => {
    await stage.gitenv(['push', 'dev', '--no-follow']);
    const files = useAwsFiles(fs.readFileSync(stage.env.AWS_CONFIG_FILE ?? '', 'utf8'));
    try {
      const open = await openEnvironment(environmentOf('dev'));
      const [release] = await new Releases(open).latest(1);
      const said: string[] = [];
      let [minutes, quiet] = [0, 0];
      // Runs fast once the deploy has begun to hang.
      const now = () => {
        if (said.includes('begun')) minutes += 1;
        return new Date(minutes * 60_000);
      };
      const following = followRelease(
        open,
        { id: release?.id ?? '' },
        {
          say: (line) => {
            said.push(line);
            if (/nothing new/.test(line)) quiet += 1;
            if (quiet === 2) void stage.gitenv(['cancel', 'dev', '--yes']);
          },
          log: (line) => said.push(line),
          whenInterrupted: () => undefined,
        },
        { ...realTime, now },
      );
      await expect(following).rejects.toMatchObject({ code: 'RELEASE_FAILED' });
      expect(said.filter((line) => /nothing new/.test(line)).slice(0, 2)).toEqual([
        expect.stringMatching(
          /^dev: Deploy is still running, with nothing new for \d min 0 s; Ctrl-C leaves it alone, gitenv cancel dev ends it$/,
        ),
        expect.stringMatching(/^dev: Deploy is still running, with nothing new for \d+ min 0 s; /),
      ]);
    } finally {
      files.restore();
    }
  });
});
