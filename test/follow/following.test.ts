import fs from 'node:fs';
import path from 'node:path';
import { ListBucketsCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { releases } from '../deploy/releases';
import { install, type Stage, script, stagesOf } from '../deploy/stage';

let stage: Stage;
const begun = stagesOf(install);
beforeEach(async () => {
  stage = await begun();
});
afterEach(() => stage.destroy());

const statuses = async () => (await releases(stage)).map(({ status }) => status);

describe('git push to an environment', () => {
  test('tells each stage and what its commands print, and ends with the release', async () => {
    const commit = await stage.commit('Greet politely');
    const push = await stage.git(['push', 'dev']);
    expect(push.exitCode).toBe(0);
    const lines = push.stderr.split('\n');
    const told = lines.filter((line) => line.startsWith('dev: '));
    expect(told.map((line) => line.replace(/(succeeded in|released, after) .+$/, '$1 T'))).toEqual([
      `dev: releasing ${commit.slice(0, 8)} "Greet politely"`,
      'dev: Source is running',
      'dev: Source succeeded in T',
      'dev: Build is running',
      'dev: Build succeeded in T',
      'dev: Deploy is running',
      'dev: Deploy succeeded in T',
      `dev: ${commit.slice(0, 8)} is released, after T`,
    ]);
    expect(lines).toContain(`  building ${commit}`);
    expect(lines).toContain('  deploying to dev');
    expect(lines.indexOf(`  building ${commit}`)).toBeLessThan(lines.indexOf('  deploying to dev'));
  });

  test('fails when the release fails, and repeats the failing command’s last lines', async () => {
    const commit = await stage.commit('Break', {
      'build.sh': script('echo testing', 'echo not ok 1 - greets', 'exit 3'),
    });
    const push = await stage.git(['push', 'dev']);
    expect(push.exitCode).toBe(1);
    const short = commit.slice(0, 8);
    const end = push.stderr.slice(
      push.stderr.indexOf("dev: the failing command's last lines were:"),
    );
    expect(end).toMatch(
      new RegExp(
        `^dev: the failing command's last lines were:\\n  \\$ ./build.sh\\n  testing\\n  not ok 1 - greets\\n  Command did not exit successfully ./build.sh exit status 3\\ngitenv: dev: ${short} failed after .* in Build\\. Try it again or push a fix, or read its log:\\nhint: gitenv retry dev\\n +gitenv logs dev ${short}\\n`,
      ),
    );
    expect(await statuses()).toEqual(['Failed']);
  });

  test('says of a release that fails in Source that it failed there, and why', async () => {
    const s3 = new S3Client({ ...stage.machine.client(), forcePathStyle: true });
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    const [Bucket] = Buckets.map(({ Name }) => Name);
    await s3.send(
      new PutBucketPolicyCommand({
        Bucket,
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:PutObject',
              Resource: `arn:aws:s3:::${Bucket}/*`,
            },
          ],
        }),
      }),
    );
    const commit = await stage.commit('Greet politely');
    const push = await stage.git(['push', 'dev']);
    expect(push.exitCode).toBe(1);
    expect(push.stderr).toMatch(
      /^dev: Source failed after .*: User: .* is not authorized to perform: s3:PutObject on resource: .* with an explicit deny in a resource-based policy$/m,
    );
    expect(push.stderr).toMatch(
      new RegExp(`gitenv: dev: ${commit.slice(0, 8)} failed after .* in Source`),
    );
    expect(push.stderr).not.toContain('EventBridge');
    expect(await statuses()).toEqual(['Failed']);
  });

  test('leaves the release running on Ctrl-C, and says how to look again', async () => {
    const release = path.join(stage.folder, 'release');
    await stage.commit('Slow', {
      'build.sh': script('echo started', `until [ -e ${release} ]; do sleep 0.05; done`),
    });
    const push = await stage.git(['push', 'dev'], {
      onStderr: (text, kill) => {
        if (text.includes('  started')) kill('SIGINT');
      },
    });
    expect(push.exitCode).not.toBe(0);
    expect(push.stderr).toContain('  started\n');
    expect(push.stderr).toMatch(
      /gitenv: No longer following; the release of \w{8} to dev goes on\.\nhint: gitenv logs dev \w{8} --follow\n$/,
    );
    fs.writeFileSync(release, '');
    expect(await statuses()).toEqual(['Succeeded']);
  });

  test('does not follow another branch', async () => {
    await stage.commit('First');
    const push = await stage.git(['push', 'dev', 'HEAD:refs/heads/idea']);
    expect(push).toMatchObject({ exitCode: 0 });
    expect(push.stderr).not.toMatch(/^dev: /m);
    expect(await statuses()).toEqual([]);
  });

  test.each(['dry run', 'gitenv.follow', 'GITENV_FOLLOW'])('does not follow: %s', async (how) => {
    await stage.commit('First');
    if (how === 'gitenv.follow') await stage.git(['config', 'gitenv.follow', 'no']);
    const env = how === 'GITENV_FOLLOW' ? { GITENV_FOLLOW: '0' } : {};
    const args = how === 'dry run' ? ['push', '--dry-run', 'dev'] : ['push', 'dev'];
    const push = await stage.git(args, { env });
    expect(push).toMatchObject({ exitCode: 0 });
    expect(push.stderr).not.toMatch(/^dev: /m);
    expect(await statuses()).toEqual(how === 'dry run' ? [] : ['Succeeded']);
  });

  test('says why a buildspec cannot be read, with its line', async () => {
    await stage.commit('Typo', {
      'buildspec.yml': 'version: 0.2\nphases:\n  build:\n   commands:\n  - x: [\n',
    });
    // Before anything moves it is told as well.
    const insisting = ['-o', 'skip-look', '-o', "reason='to see what Build says'"];
    const push = await stage.git(['push', ...insisting, 'dev']);
    expect(push.exitCode).toBe(1);
    expect(push.stderr).toMatch(
      /^dev: Build failed after .*YAML_FILE_ERROR.*buildspec\.yml: line \d+, column \d+: /m,
    );
  });

  test('follows the new release of a commit that was released before', async () => {
    const first = await stage.commit('First');
    await stage.git(['push', 'dev']);
    const second = await stage.commit('Second');
    await stage.git(['push', 'dev']);
    const back = await stage.git([
      'push',
      `--force-with-lease=main:${second}`,
      '-o',
      'reason=to look again',
      'dev',
      `${first}:main`,
    ]);
    expect(back.stderr).toContain(`dev: ${first.slice(0, 8)} is released`);
    expect(await statuses()).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
  });
});
