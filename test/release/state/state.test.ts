import { stateOf } from '../../../lib/release/state/state';
import { told } from './story';

const stateAfter = (story: string) => stateOf({ ...told(story), stages: [] });

describe('what runs', () => {
  test.each([
    ['A ok, B ok', 'B', undefined],
    ['A ok, B failed in Build', 'A', undefined],
    ['A ok, B failed in Deploy', 'A', 'B'],
    ['A ok, B stopped in Deploy', 'A', 'B'],
    ['A ok, B failed in Deploy, C failed in Build', 'A', 'B'],
    ['A ok, B failed in Deploy, C ok', 'C', undefined],
    ['A ok, B live, A stopped in Build', 'B', undefined],
    ['A failed in Deploy', undefined, 'A'],
    ['A ok, B failed in Gate', 'A', undefined],
    ['A ok, B failed in Verify', 'B', undefined],
    ['A ok, B stopped in Verify', 'B', undefined],
    ['A ok, B running in Verify', 'B', undefined],
    ['A ok, B failed in Deploy, A failed in Verify', 'A', undefined],
  ])('%s: %s runs, and %s may be there in part', (story, running, partial) => {
    const state = stateAfter(story);
    expect(state.running?.release.commit).toBe(running);
    expect(state.partial?.release.commit).toBe(partial);
  });

  test('is what ran before, while a deploy goes on', () => {
    const state = stateAfter('A ok, B running in Deploy');
    expect(state.running?.release.commit).toBe('A');
    expect(state.deploying?.release.commit).toBe('B');
    expect(state.partial).toBeUndefined();
  });

  test('is what ran before, if the deploy that failed is known to have changed nothing', () => {
    const known = told('A ok, B failed in Deploy');
    const state = stateOf({
      ...known,
      stages: [],
      buildsWithoutChange: new Set(['deploy:release-1']),
    });
    expect(state.running?.release.commit).toBe('A');
    expect(state.partial).toBeUndefined();
    expect(state.failed?.commit).toBe('B');
  });

  test('is what ran before, if the build of the deploy could not even be started', () => {
    const { actions, ...known } = told('A ok, B failed in Deploy');
    const unbegun = new Map(
      [...actions].map(([id, of]) => [
        id,
        of.map((it) => ({ ...it, neverBegan: it.status === 'Failed' })),
      ]),
    );
    expect(stateOf({ ...known, actions: unbegun, stages: [] }).partial).toBeUndefined();
  });

  test('is known of a success whose actions AWS no longer keeps', () => {
    const { releases, tip } = told('A ok');
    const state = stateOf({ releases, tip, actions: new Map(), stages: [] });
    expect(state.running?.release.commit).toBe('A');
  });
});

describe('an environment', () => {
  test.each([
    ['A ok', true],
    ['A ok, B running in Build', false],
    ['A ok, B failed in Build', false],
    ['A ok, B live, A stopped in Build', false],
    ['A ok, A failed in Deploy', false],
  ])('after %s is settled: %s', (story, settled) => {
    expect(stateAfter(story).isSettled).toBe(settled);
  });

  test('names the release that came to nothing, until the tip runs', () => {
    expect(stateAfter('A ok, B failed in Build').failed?.commit).toBe('B');
    expect(stateAfter('A ok, A failed in Deploy').failed?.commit).toBe('A');
    expect(stateAfter('A ok, B failed in Deploy, C ok').failed).toBeUndefined();
  });

  test('holds what was rolled back, also where the way back failed', () => {
    expect([...stateAfter('A ok, B ok, A failed in Deploy, C ok').held]).toEqual(['B']);
    expect([...stateAfter('A ok, B ok, A ok, B ok').held]).toEqual([]);
  });

  test('goes on holding what was rolled back, if a start of it was taken back', () => {
    expect([...stateAfter('A ok, B ok, A ok, B withdrawn in Build').held]).toEqual(['B']);
  });
});

describe('a release on its way', () => {
  const stages = (waiting: string[], closedBecause?: string) => [
    {
      name: 'Deploy',
      latest: undefined,
      waiting,
      closedBecause,
      approval: undefined,
      condition: undefined,
    },
  ];

  test('waits for a stage, or for a transition that is closed', () => {
    const known = told('A ok, B running in Build');
    const waitsFor = (closedBecause?: string) =>
      stateOf({ ...known, stages: stages(['release-1'], closedBecause) }).onItsWay[0]?.waitsFor;
    expect(waitsFor()).toBe('stage');
    expect(waitsFor('locked')).toBe('transition');
  });

  test('holds its stage while it is being stopped, and waits there for what runs', () => {
    const known = told('A ok, B running in Deploy');
    const approval = { stage: 'Deploy', action: 'Approve', token: 'token', since: undefined };
    const latest = { releaseId: 'release-1', status: 'Stopping' };
    const stopping = stages([]).map((stage) => ({ ...stage, latest, approval }));
    const [release] = stateOf({ ...known, stages: stopping }).onItsWay;
    expect(release).toMatchObject({ stage: 'Deploy', waitsFor: 'approval', approval });
  });
});
