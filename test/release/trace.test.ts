import { isSettled, traceOf } from '../../lib/release/following/trace';
import type { ReleaseAction } from '../../lib/release/release';
import type { StageAction, StageState } from '../../lib/release/state/stage';

const stage = (name: string, rest: Partial<StageState>): StageState => ({
  name,
  latest: undefined,
  waiting: [],
  closedBecause: undefined,
  approval: undefined,
  condition: undefined,
  ...rest,
});

const inside = (name: string, status: string, ...actions: StageAction[]) =>
  stage(name, { latest: { releaseId: 'ours', status }, actions });

const run = (id: string, status: string, externalId?: string): StageAction => ({
  id,
  name: id,
  status,
  externalId,
});

const listed = (id: string, status: ReleaseAction['status'], buildId?: string): ReleaseAction => ({
  id,
  stage: id,
  name: id,
  status,
  startedAt: new Date(0),
  updatedAt: new Date(0),
  summary: undefined,
  buildId,
  variables: {},
});

describe('what the stages tell of a release', () => {
  const before = [inside('Build', 'InProgress', run('b', 'InProgress', 'shop-build:1'))];

  test('stays the same whatever other releases do', () => {
    const after = before.map((one) => ({ ...one, waiting: ['another'], closedBecause: 'a lock' }));
    expect(traceOf(after, 'ours')).toBe(traceOf(before, 'ours'));
  });

  test.each<[string, StageState[]]>([
    ['an action ends', [inside('Build', 'InProgress', run('b', 'Failed', 'shop-build:1'))]],
    ['a stage ends', [inside('Build', 'Succeeded', run('b', 'InProgress', 'shop-build:1'))]],
    ['it is tried again', [inside('Build', 'InProgress', run('c', 'InProgress', 'shop-build:2'))]],
    ['it waits for the next stage', [...before, stage('Deploy', { waiting: ['ours'] })]],
    ['another release takes its stage', [stage('Build', { latest: undefined })]],
  ])('becomes another when %s', (_, after) => {
    expect(traceOf(after, 'ours')).not.toBe(traceOf(before, 'ours'));
  });
});

describe('stages and the list of actions', () => {
  const earlier = run('a', 'Failed', 'shop-build:0');

  test.each<[boolean, string, StageState[], ReleaseAction[]]>([
    [
      true,
      'tell the same',
      [inside('Build', 'InProgress', earlier, run('b', 'InProgress', 'shop-build:1'))],
      [listed('b', 'InProgress', 'shop-build:1')],
    ],
    [true, 'of what waits', [stage('Build', { waiting: ['ours'] })], [listed('s', 'Succeeded')]],
    [
      true,
      'of what a condition holds',
      [
        stage('Deploy', {
          latest: { releaseId: 'ours', status: 'Succeeded' },
          condition: { stage: 'Deploy', when: 'entry', hasFailed: false, rules: [] },
        }),
      ],
      [listed('s', 'Succeeded')],
    ],
    [
      false,
      'where the list lacks what runs',
      [inside('Build', 'InProgress', run('b', 'InProgress'))],
      [listed('s', 'Succeeded')],
    ],
    [
      false,
      'where the list is behind',
      [inside('Build', 'InProgress', run('b', 'Succeeded'))],
      [listed('b', 'InProgress')],
    ],
    [
      false,
      'where the stages are behind',
      [inside('Build', 'InProgress', earlier)],
      [listed('b', 'InProgress')],
    ],
    [
      false,
      'where the list does not name the build yet',
      [inside('Build', 'InProgress', run('b', 'InProgress', 'shop-build:1'))],
      [listed('b', 'InProgress')],
    ],
    [false, 'between two stages', [inside('Build', 'Succeeded')], [listed('b', 'Succeeded')]],
    [false, 'where the stages do not know the release', [stage('Build', {})], []],
  ])('%s: %s', (is, _, stages, actions) => {
    expect(isSettled(stages, 'ours', actions)).toBe(is);
  });
});
