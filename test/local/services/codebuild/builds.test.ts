import { startMachine, type TestMachine } from '../../machine';
import { buildspecOf, failureOf, phasesOf, TestProject } from './project';

let machine: TestMachine;
let project: TestProject;
beforeAll(async () => {
  machine = await startMachine();
  project = await TestProject.create(machine);
});
afterAll(() => machine.destroy());

describe('a build', () => {
  test('goes through every phase and says so in its record and its log', async () => {
    const build = await project.run('echo hello');
    expect(build).toMatchObject({
      buildStatus: 'SUCCEEDED',
      buildComplete: true,
      currentPhase: 'COMPLETED',
      buildNumber: 1,
    });
    expect(phasesOf(build)).toEqual({
      SUBMITTED: 'SUCCEEDED',
      QUEUED: 'SUCCEEDED',
      PROVISIONING: 'SUCCEEDED',
      DOWNLOAD_SOURCE: 'SUCCEEDED',
      INSTALL: 'SUCCEEDED',
      PRE_BUILD: 'SUCCEEDED',
      BUILD: 'SUCCEEDED',
      POST_BUILD: 'SUCCEEDED',
      UPLOAD_ARTIFACTS: 'SUCCEEDED',
      FINALIZING: 'SUCCEEDED',
      COMPLETED: undefined,
    });
    expect(await project.output(build)).toEqual(['hello']);
    expect(await project.notes(build)).toEqual(
      expect.arrayContaining([
        'Entering phase BUILD',
        'Running command echo hello',
        'Phase complete: BUILD State: SUCCEEDED',
      ]),
    );
  });

  test('fails with the command and its exit status, and skips the rest of the phase', async () => {
    const build = await project.run('sh -c "exit 3"', 'echo never');
    expect(build.buildStatus).toBe('FAILED');
    expect(failureOf(build)).toBe(
      'BUILD COMMAND_EXECUTION_ERROR: Error while executing command: sh -c "exit 3". Reason: exit status 3',
    );
    expect(await project.output(build)).toEqual([]);
  });

  test('still runs post_build after a failed build, which can tell that it failed', async () => {
    const build = await project.build(
      buildspecOf({
        build: { commands: ['false'] },
        post_build: { commands: ['echo succeeding: $CODEBUILD_BUILD_SUCCEEDING'] },
      }),
    );
    expect(phasesOf(build)).toMatchObject({
      BUILD: 'FAILED',
      POST_BUILD: 'SUCCEEDED',
      UPLOAD_ARTIFACTS: 'SUCCEEDED',
    });
    expect(build.buildStatus).toBe('FAILED');
    expect(await project.output(build)).toEqual(['succeeding: 0']);
  });

  test.each(['install', 'pre_build'])('goes no further than a failed %s', async (phase) => {
    const build = await project.build(
      buildspecOf({ [phase]: { commands: ['false'] }, build: { commands: ['echo never'] } }),
    );
    expect(Object.keys(phasesOf(build)).slice(-3)).toEqual([
      phase.toUpperCase(),
      'FINALIZING',
      'COMPLETED',
    ]);
    expect(await project.output(build)).toEqual([]);
  });
});
