import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CloudWatchLogsClient, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { startMachine, type TestMachine } from '../../machine';
import { until } from '../../until';
import { buildspecOf, failureOf, phasesOf, TestProject } from './project';

let machine: TestMachine;
let project: TestProject;
beforeAll(async () => {
  machine = await startMachine();
  project = await TestProject.create(machine);
});
afterAll(() => machine.destroy());

describe('what follows a failed phase', () => {
  const after = { post_build: { commands: ['echo post'] } };

  test('is nothing but the end after on-failure: ABORT', async () => {
    const build = await project.build(
      buildspecOf({ build: { 'on-failure': 'ABORT', commands: ['false'] }, ...after }),
    );
    expect(Object.keys(phasesOf(build)).slice(-3)).toEqual(['BUILD', 'FINALIZING', 'COMPLETED']);
    expect(build.buildStatus).toBe('FAILED');
  });

  test('is the next phase after on-failure: CONTINUE, and the build fails all the same', async () => {
    const build = await project.build(
      buildspecOf({
        install: { 'on-failure': 'CONTINUE', commands: ['false'] },
        build: { commands: ['echo built $CODEBUILD_BUILD_SUCCEEDING'] },
      }),
    );
    expect(phasesOf(build)).toMatchObject({ INSTALL: 'FAILED', BUILD: 'SUCCEEDED' });
    expect(await project.output(build)).toEqual(['built 0']);
    expect(build.buildStatus).toBe('FAILED');
  });

  test('is the same phase again after on-failure: RETRY, until it succeeds', async () => {
    const build = await project.build(
      buildspecOf({
        build: { 'on-failure': 'RETRY-5', commands: ['n=$((n + 1)); echo try $n; [ $n -ge 3 ]'] },
      }),
    );
    expect(await project.output(build)).toEqual(['try 1', 'try 2', 'try 3']);
    expect(build.buildStatus).toBe('SUCCEEDED');
  });

  test('is the same phase again no more often than on-failure says', async () => {
    const build = await project.build(
      buildspecOf({ build: { 'on-failure': 'RETRY-2', commands: ['echo try; false'] } }),
    );
    expect(await project.output(build)).toEqual(['try', 'try', 'try']);
    expect(build.buildStatus).toBe('FAILED');
  });

  test('is the same phase again only for output that the pattern fits', async () => {
    const build = await project.build(
      buildspecOf({
        build: {
          'on-failure': 'RETRY-5-connection (reset|refused)',
          commands: ['n=$((n + 1)); [ $n = 1 ] && echo connection reset || echo wrong; false'],
        },
      }),
    );
    expect(await project.output(build)).toEqual(['connection reset', 'wrong']);
  });
});

describe('finally', () => {
  test('runs after commands that failed, and knows', async () => {
    const build = await project.build(
      buildspecOf({
        build: {
          commands: ['false', 'echo never'],
          finally: ['echo finally $CODEBUILD_BUILD_SUCCEEDING'],
        },
      }),
    );
    expect(await project.output(build)).toEqual(['finally 0']);
    expect(failureOf(build)).toContain('Error while executing command: false.');
  });

  test('fails the phase when it fails itself', async () => {
    const build = await project.build(
      buildspecOf({ pre_build: { commands: ['true'], finally: ['sh -c "exit 9"'] } }),
    );
    expect(failureOf(build)).toMatch(/^PRE_BUILD .*exit status 9$/);
  });
});

describe('a buildspec', () => {
  test('of version 0.1 gives each command a shell of its own', async () => {
    const build = await project.build(
      'version: 0.1\nphases:\n  build:\n    commands:\n      - A=1; cd /\n      - echo ".$A."; [ "$PWD" = "$CODEBUILD_SRC_DIR" ] && echo home\n',
    );
    expect(await project.output(build)).toEqual(['..', 'home']);
  });

  test('may ask for sh, and then has no bash', async () => {
    const build = await project.build(
      buildspecOf(
        { build: { commands: ['echo "$BASH_VERSION."'] } },
        { env: { shell: '/bin/sh' } },
      ),
    );
    expect(build.buildStatus).toBe('SUCCEEDED');
  });

  test('that is broken fails DOWNLOAD_SOURCE with the place', async () => {
    const build = await project.build('version: 0.2\nphases:\n  build:\n\tcommands: [a]\n');
    expect(failureOf(build)).toBe(
      'DOWNLOAD_SOURCE YAML_FILE_ERROR: line 4, column 1: A tab indents this line. YAML allows only spaces there.',
    );
    expect(Object.keys(phasesOf(build)).slice(-2)).toEqual(['FINALIZING', 'COMPLETED']);
  });

  test('with keys that mean nothing says so in the log', async () => {
    const build = await project.build('version: 0.2\nphases:\n  build:\n    command: [a]\n');
    expect(await project.notes(build)).toContain(
      'Warning: line 4: "command" means nothing under phases.build; did you mean commands? Without it nothing runs.',
    );
  });

  test('that is not there is told by its name', async () => {
    const build = await project.build('other.yml');
    expect(failureOf(build)).toBe(
      'DOWNLOAD_SOURCE YAML_FILE_ERROR: YAML file does not exist: other.yml is not in the source',
    );
  });

  test('cannot lie outside the source', async () => {
    expect(failureOf(await project.build('../../../secret.yml'))).toMatch(
      /YAML_FILE_ERROR: .*outside the source folder/,
    );
  });
});

describe('runtime-versions', () => {
  const major = process.version.slice(1).split('.')[0];
  const asking = (runtimes: Record<string, string>) =>
    buildspecOf({ install: { 'runtime-versions': runtimes }, build: { commands: ['echo built'] } });

  test.each([major, `${major}.x`, 'latest', '$WANTED'])(
    'of this machine are used: %s',
    async (version) => {
      const build = await project.build(asking({ nodejs: version ?? '' }), {
        environmentVariablesOverride: [{ name: 'WANTED', value: major ?? '' }],
      });
      expect((await project.notes(build)).join('\n')).toMatch(
        /Using nodejs \d+\.\d+\.\d+ of this machine/,
      );
      expect(build.buildStatus).toBe('SUCCEEDED');
    },
  );

  test('that this machine has not are warned of loudly', async () => {
    const build = await project.build(asking({ nodejs: '4' }));
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect((await project.notes(build)).join('\n')).toMatch(
      /WARNING: runtime-versions asks for nodejs 4, but this machine has/,
    );
  });

  test('that this machine has not fail a strict server', async () => {
    const strict = await startMachine({ settings: { strict: true } });
    const build = await (await TestProject.create(strict)).build(asking({ nodejs: '4' }));
    expect(failureOf(build)).toMatch(/^INSTALL CLIENT_ERROR: runtime-versions asks for nodejs 4/);
    await strict.destroy();
  });

  test('that were there are not asked for again, and those that were not are', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-runtimes-'));
    const provide = (version: string) =>
      fs.writeFileSync(
        path.join(folder, 'go'),
        `#!/bin/sh\necho ${version} >>'${folder}/asked'\necho go version go${version}\n`,
        { mode: 0o755 },
      );
    const environmentVariablesOverride = [{ name: 'PATH', value: `${folder}:${process.env.PATH}` }];
    const build = async () => {
      const ended = await project.build(asking({ golang: '2' }), { environmentVariablesOverride });
      return (await project.notes(ended)).find((note) => note.includes('golang'));
    };
    provide('1.22');
    expect(await build()).toMatch(/but this machine has golang 1\.22/);
    provide('2.0');
    expect(await build()).toMatch(/Using golang 2\.0 of this machine/);
    expect(await build()).toMatch(/Using golang 2\.0 of this machine/);
    expect(fs.readFileSync(path.join(folder, 'asked'), 'utf8')).toBe('1.22\n2.0\n');
    fs.rmSync(folder, { recursive: true });
  });

  test('that do not exist fail the build', async () => {
    expect(failureOf(await project.build(asking({ cobol: '60' })))).toMatch(
      /Unknown runtime named 'cobol'/,
    );
  });
});

test('a background process that holds the output does not keep the build', async () => {
  const build = await project.run('nohup sleep 1000 & echo on', 'echo next');
  expect(await project.output(build)).toEqual(['on', 'next']);
});

test('lines are readable before the build ends, in order, with what was printed without an end', async () => {
  const build = await project.run("printf 'a\\nb'", 'echo c; echo d >&2; printf "e\\r\\n"');
  expect(await project.output(build)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('builds can be handed another endpoint', async () => {
  const other = await startMachine({ settings: { appEndpoint: 'http://127.0.0.1:9' } });
  const itsProject = await TestProject.create(other);
  expect(await itsProject.output(await itsProject.run('echo $AWS_ENDPOINT_URL'))).toEqual([
    'http://127.0.0.1:9',
  ]);
  await other.destroy();
});

test('an EXIT trap runs when its command ends', async () => {
  const build = await project.build(
    buildspecOf({
      install: { commands: ["trap 'echo cleaned up' EXIT"] },
      build: { commands: ['echo building'] },
    }),
  );
  expect(await project.output(build)).toEqual(['cleaned up', 'building']);
});

test('a build that kills what runs its commands fails with what it asks of it later', async () => {
  const build = await project.build(
    buildspecOf(
      { build: { commands: ['kill -9 $PPID'] }, post_build: { commands: ['echo never'] } },
      { env: { 'exported-variables': ['A'] } },
    ),
  );
  expect(phasesOf(build)).toMatchObject({
    BUILD: 'FAILED',
    POST_BUILD: 'FAILED',
    UPLOAD_ARTIFACTS: 'FAILED',
  });
  expect(build.buildStatus).toBe('FAILED');
});

test('a build whose log is deleted goes on without it', async () => {
  const own = await TestProject.create(machine);
  const logs = new CloudWatchLogsClient(machine.client());
  const { id } = await own.start({
    buildspecOverride: buildspecOf({
      build: {
        commands: [`while [ ! -f ${machine.root}/deleted ]; do sleep 0.02; done`, 'echo on'],
      },
    }),
  });
  const logGroupName = `/aws/codebuild/${own.name}`;
  await until(async () => (await own.get(id)).currentPhase === 'BUILD');
  await logs.send(new DeleteLogGroupCommand({ logGroupName }));
  fs.writeFileSync(`${machine.root}/deleted`, '');
  await machine.idle();
  expect((await own.get(id)).buildStatus).toBe('SUCCEEDED');
});
