import {
  BatchGetBuildBatchesCommand,
  type BuildBatch,
  ListBuildBatchesForProjectCommand,
  StartBuildBatchCommand,
  StopBuildBatchCommand,
} from '@aws-sdk/client-codebuild';
import { startMachine, type TestMachine } from '../../machine';
import { TestProject } from './project';

let machine: TestMachine;
let project: TestProject;
beforeAll(async () => {
  machine = await startMachine();
});
beforeEach(async () => {
  project = await TestProject.create(machine, {
    buildBatchConfig: { serviceRole: 'arn:aws:iam::111111111111:role/batch' },
  });
});
afterAll(() => machine.destroy());

async function start(batch: unknown, commands: readonly string[]): Promise<string> {
  const spec = { version: '0.2', batch, phases: { build: { commands } } };
  const { buildBatch } = await project.codebuild.send(
    new StartBuildBatchCommand({
      projectName: project.name,
      buildspecOverride: JSON.stringify(spec),
      environmentVariablesOverride: [{ name: 'GIVEN', value: 'to all' }],
    }),
  );
  return buildBatch?.id ?? '';
}

async function get(id: string): Promise<BuildBatch> {
  const { buildBatches } = await project.codebuild.send(
    new BatchGetBuildBatchesCommand({ ids: [id] }),
  );
  return buildBatches?.[0] as BuildBatch;
}

async function run(batch: unknown, ...commands: string[]): Promise<BuildBatch> {
  const id = await start(batch, commands);
  await machine.idle();
  return get(id);
}

/** What each build of the batch printed, by identifier. */
async function outputs({ buildGroups = [] }: BuildBatch): Promise<Record<string, string>> {
  const entries = buildGroups.map(async ({ identifier = '', currentBuildSummary }) => {
    if (!currentBuildSummary) return [identifier, 'not started'];
    const build = await project.get(currentBuildSummary.arn);
    return [identifier, (await project.output(build)).join(' ')];
  });
  return Object.fromEntries(await Promise.all(entries));
}

const statuses = ({ buildGroups = [] }: BuildBatch) =>
  Object.fromEntries(
    buildGroups.map(({ identifier, currentBuildSummary }) => [
      identifier,
      currentBuildSummary?.buildStatus,
    ]),
  );

describe('a batch', () => {
  test('of a list runs every build with its own variables', async () => {
    const batch = await run(
      {
        'build-list': [
          { identifier: 'one', env: { variables: { WHICH: 'first' } } },
          { identifier: 'two', env: { variables: { WHICH: 'second' } } },
        ],
      },
      'echo $WHICH $GIVEN $CODEBUILD_BATCH_BUILD_IDENTIFIER',
    );
    expect(batch).toMatchObject({ buildBatchStatus: 'SUCCEEDED', complete: true });
    expect(batch.phases?.map(({ phaseType }) => phaseType)).toEqual([
      'SUBMITTED',
      'DOWNLOAD_BATCHSPEC',
      'IN_PROGRESS',
      'COMBINE_ARTIFACTS',
      'SUCCEEDED',
    ]);
    expect(await outputs(batch)).toEqual({
      one: 'first to all one',
      two: 'second to all two',
    });
  });

  test('of a matrix runs every combination', async () => {
    const batch = await run(
      {
        'build-matrix': {
          static: { 'ignore-failure': 'no', env: { variables: { FIXED: 'f' } } },
          dynamic: { env: { variables: { A: ['1', '2'], B: ['x', 'y'] } } },
        },
      },
      'echo $FIXED$A$B',
    );
    const printed = Object.values(await outputs(batch)).sort();
    expect(printed).toEqual(['f1x', 'f1y', 'f2x', 'f2y']);
  });

  const graph = (extra = {}) => ({
    'build-graph': [
      { identifier: 'last', 'depend-on': ['left', 'right'] },
      { identifier: 'left', 'depend-on': ['first'], ...extra },
      { identifier: 'right', 'depend-on': ['first'] },
      { identifier: 'first' },
    ],
  });

  test('of a graph runs each build after those it depends on', async () => {
    const file = `${machine.root}/order-${project.name}`;
    const batch = await run(
      graph(),
      `echo $CODEBUILD_BATCH_BUILD_IDENTIFIER >> ${file}; cat ${file}`,
    );
    expect(batch.buildBatchStatus).toBe('SUCCEEDED');
    const { first, last } = await outputs(batch);
    expect(first).toBe('first');
    expect(last).toMatch(/^first (left right|right left) last$/);
  });

  test('does not start what depends on a failed build, unless that may fail', async () => {
    const command = '[ $CODEBUILD_BATCH_BUILD_IDENTIFIER != left ]';
    const strict = await run(graph(), command);
    expect(strict.buildBatchStatus).toBe('FAILED');
    expect(statuses(strict)).toEqual({
      first: 'SUCCEEDED',
      left: 'FAILED',
      right: 'SUCCEEDED',
      last: undefined,
    });
    const lenient = await run(graph({ 'ignore-failure': true }), command);
    expect(lenient.buildBatchStatus).toBe('SUCCEEDED');
    expect(statuses(lenient).last).toBe('SUCCEEDED');
  });

  test('with fast-fail stops the others at the first failure', async () => {
    const batch = await run(
      { 'fast-fail': 'yes', 'build-list': [{ identifier: 'bad' }, { identifier: 'slow' }] },
      '[ $CODEBUILD_BATCH_BUILD_IDENTIFIER = slow ] && sleep 1000; false',
    );
    expect(statuses(batch)).toEqual({ bad: 'FAILED', slow: 'STOPPED' });
    expect(batch.buildBatchStatus).toBe('FAILED');
  });

  test('can be stopped', async () => {
    const id = await start({ 'build-list': [{ identifier: 'slow' }] }, ['sleep 1000']);
    const { buildBatch } = await project.codebuild.send(new StopBuildBatchCommand({ id }));
    expect(buildBatch).toMatchObject({ buildBatchStatus: 'STOPPED', complete: true });
    await machine.idle();
    const { ids } = await project.codebuild.send(
      new ListBuildBatchesForProjectCommand({ projectName: project.name }),
    );
    expect(ids).toEqual([id]);
  });

  test.each([
    [
      { 'build-graph': [{ identifier: 'a', 'depend-on': ['b'] }] },
      /depends on a build that does not exist/,
    ],
    [
      {
        'build-graph': [
          { identifier: 'a', 'depend-on': ['b'] },
          { identifier: 'b', 'depend-on': ['a'] },
        ],
      },
      /depends on a build that does not exist, or on itself/,
    ],
    [{ 'build-graph': [{ identifier: 'a' }, { identifier: 'a' }] }, /has the identifier a twice/],
    [{ 'build-fanout': {} }, /build-fanout is not implemented/],
    [{}, /exactly one of/],
  ])('that cannot be understood says why: %j', async (spec, message) => {
    const batch = await run(spec, 'true');
    expect(batch.buildBatchStatus).toBe('FAILED');
    const failed = batch.phases?.find(({ phaseType }) => phaseType === 'DOWNLOAD_BATCHSPEC');
    expect(failed?.contexts?.[0]?.message).toMatch(message);
  });

  test('is no larger than its project allows', async () => {
    project = await TestProject.create(machine, {
      buildBatchConfig: {
        serviceRole: 'arn:aws:iam::111111111111:role/batch',
        restrictions: { maximumBuildsAllowed: 1 },
      },
    });
    const batch = await run({ 'build-list': [{ identifier: 'a' }, { identifier: 'b' }] }, 'true');
    expect(batch.buildBatchStatus).toBe('FAILED');
    expect(batch.phases?.[1]?.contexts?.[0]?.message).toBe(
      'the batch has 2 builds, and 1 are allowed',
    );
  });

  test('needs a role of its own', async () => {
    project = await TestProject.create(machine);
    await expect(start({}, [])).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});
