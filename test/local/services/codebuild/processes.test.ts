import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { StopBuildCommand } from '@aws-sdk/client-codebuild';
import { startMachine, type TestMachine } from '../../machine';
import { until } from '../../until';
import { buildspecOf, failureOf, phasesOf, TestProject } from './project';
import { ServerProcess } from './server-process';

let machine: TestMachine;
let project: TestProject;
beforeAll(async () => {
  machine = await startMachine();
  project = await TestProject.create(machine);
});
afterAll(() => machine.destroy());

/** Resolves when the build has printed the line. */
async function printed(id: string | undefined, line: string): Promise<void> {
  await until(async () => {
    const build = await project.get(id);
    const lines = await project.output(build).catch((): string[] => []);
    if (!lines.includes(line) && build.buildComplete)
      throw new Error(`the build ended without printing ${line}`);
    return lines.includes(line);
  });
}

/** Processes that live and whose command line holds the text. */
function running(text: string): readonly string[] {
  if (process.platform === 'linux')
    return fs
      .readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(commandLine)
      .filter((line) => line.includes(text));
  return execFileSync('ps', ['-axo', 'stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !line.startsWith('Z'));
}

function commandLine(pid: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** A number of seconds to sleep that nobody else sleeps. */
let marker = 100_000 + (process.pid % 10_000) * 10;
const unique = () => `sleep ${++marker}`;

describe('the processes of a build', () => {
  test('end with StopBuild, whatever they did to leave', async () => {
    const sleep = unique();
    const { id } = await project.start({
      buildspecOverride: buildspecOf({
        build: {
          commands: [
            `setsid ${sleep} & (setsid sh -c '${sleep} & ${sleep}' &) ; nohup ${sleep} >/dev/null 2>&1 &`,
            `echo started; ${sleep}`,
          ],
        },
        post_build: { commands: ['echo never'] },
      }),
    });
    await printed(id, 'started');
    const { build } = await project.codebuild.send(new StopBuildCommand({ id }));
    expect(build).toMatchObject({ buildStatus: 'STOPPED', buildComplete: true });
    expect(running(sleep)).toEqual([]);
    await machine.idle();
    const ended = await project.get(id);
    expect(phasesOf(ended)).toMatchObject({ BUILD: 'STOPPED', COMPLETED: undefined });
    expect(phasesOf(ended)).not.toHaveProperty('POST_BUILD');
    expect(await project.output(ended)).toEqual(['started']);
  });

  test('end with the build', async () => {
    const sleep = unique();
    const build = await project.run(`${sleep} &\nsetsid ${sleep} &\necho done`);
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(await project.output(build)).toEqual(['done']);
    expect(running(sleep)).toEqual([]);
  });

  test('leave no folder behind', async () => {
    await project.run('mkdir a; echo x > a/b; chmod 500 a');
    const work = path.join(
      machine.root,
      'accounts',
      '111111111111',
      'eu-west-1',
      'codebuild',
      'work',
    );
    expect(fs.readdirSync(work)).toEqual([]);
  });

  test('fail the build when they kill what runs its commands', async () => {
    const build = await project.run('kill -9 $PPID');
    expect(failureOf(build)).toMatch(/^BUILD COMMAND_EXECUTION_ERROR: .*was killed/);
  });
});

describe('when the server is killed', () => {
  test('its builds end with it, and are marked when it starts again', async () => {
    const crashing = await startMachine();
    const sleep = unique();
    const { name } = await TestProject.create(crashing);
    await crashing.close();
    const server = await ServerProcess.start(crashing.root);
    const { id } = await server.project(crashing, name).start({
      buildspecOverride: buildspecOf({
        build: {
          commands: [
            `setsid ${sleep} & ${sleep} & echo "$TMPDIR" > ${crashing.root}/temporary`,
            sleep,
          ],
        },
      }),
    });
    await until(() => running(sleep).length >= 3);
    await server.kill('SIGKILL');
    await until(() => running(sleep).length === 0);
    fs.rmSync(path.join(crashing.root, 'server.lock'), { force: true });
    const again = await crashing.restart();
    const build = await TestProject.at(again, name).get(id);
    expect(build).toMatchObject({ buildStatus: 'FAULT', buildComplete: true });
    expect(failureOf(build)).toContain('The server ended while the build was running.');
    const temporary = fs.readFileSync(path.join(crashing.root, 'temporary'), 'utf8').trim();
    await again.machine.idle();
    expect(fs.existsSync(temporary)).toBe(false);
    await again.destroy();
  });
});
