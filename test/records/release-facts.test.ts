import { attemptOf } from '../../lib/records/record';
import { endedInOrder, factsOfEnd } from '../../lib/records/release-facts';
import type { Release, ReleaseAction } from '../../lib/release/release';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 3, 1, minute));

function release(id: string, minute: number, more: Partial<Release> = {}): Release {
  return {
    id,
    status: 'Succeeded',
    commit: id.repeat(40).slice(0, 40),
    subject: `Release ${id}`,
    startedAt: at(minute),
    updatedAt: at(minute + 1),
    pushedBy: undefined,
    trigger: 'CloudWatchEvent',
    triggerDetail: undefined,
    ...more,
  };
}

function action(stage: string, more: Partial<ReleaseAction> = {}): ReleaseAction {
  return {
    id: stage,
    stage,
    name: stage,
    status: 'Succeeded',
    startedAt: at(0),
    updatedAt: at(1),
    summary: undefined,
    buildId: undefined,
    variables: {},
    ...more,
  };
}

describe('the ends of releases', () => {
  test('are recorded in their order, and in that of the list if they are of the same moment', () => {
    const newestFirst = [
      release('d', 9, { status: 'InProgress' }),
      release('c', 3),
      release('b', 3),
      release('a', 1, { updatedAt: at(8) }),
    ];
    expect(endedInOrder(newestFirst).map(({ id }) => id)).toEqual(['b', 'c', 'a']);
  });

  test('are counted by how often a stage was tried again, whichever of its actions that ran', () => {
    const [build, deploy] = [action('Build'), action('Deploy')];
    expect(attemptOf([])).toBe(1);
    expect(attemptOf([build, deploy])).toBe(1);
    expect(attemptOf([build, deploy, deploy, deploy])).toBe(3);
    const gate = action('Deploy', { name: 'Gate' });
    expect(attemptOf([build, gate, deploy, gate, deploy])).toBe(2);
    expect(attemptOf([build, build, deploy, deploy])).toBe(3);
  });

  test('say what ran before, whether they go back, and nothing that nobody knows', () => {
    const [one, two] = [release('a', 1), release('b', 3)];
    const failed = release('c', 5, { status: 'Failed' });
    const back = release('e', 7, { commit: one.commit });
    const known = [back, failed, two, one];
    const actions = [
      action('Build', { variables: { GITENV_BUNDLE: 'sha256:1', GITENV_PLAN_DIGEST: '' } }),
    ];
    const facts = (it: Release) =>
      factsOfEnd({ release: it, facts: it, actions, tree: undefined, known });
    expect(facts(back)).toMatchObject({
      before: two.commit,
      isRollback: true,
      bundle: 'sha256:1',
      plan: null,
      tree: null,
      pushedBy: null,
      approval: null,
    });
    expect(facts(failed)).toMatchObject({ before: two.commit, isRollback: false });
    expect(facts(one)).toMatchObject({ before: null, isRollback: false });
  });
});
