import { chooseCancel } from '../../../lib/release/state/cancel-choice';
import type { StageState } from '../../../lib/release/state/stage';
import { stateOf } from '../../../lib/release/state/state';
import { told } from './story';

/** @param waiting numbers of the releases that wait for Deploy, from 0 for the oldest of all */
function choose(story: string, waiting: readonly number[] = [], commit?: string) {
  const known = told(story);
  const isIn = (name: string) => (id: string) =>
    known.actions.get(id)?.some((it) => it.stage === name && it.status === 'InProgress') ?? false;
  const stages = ['Build', 'Deploy'].map((name): StageState => {
    const inside = known.releases.find(({ id }) => isIn(name)(id));
    return {
      name,
      latest: inside && { releaseId: inside.id, status: 'InProgress' },
      waiting: name === 'Deploy' ? waiting.map((at) => `release-${at}`) : [],
      closedBecause: undefined,
      approval: undefined,
      condition: undefined,
    };
  });
  const found = chooseCancel(stateOf({ ...known, stages }), known.releases, commit);
  return found && [found.chosen, ...found.others].map(({ release }) => release.commit).join(' ');
}

describe('what is cancelled', () => {
  test('is the release in Deploy, and not the rollback that waits behind it', () => {
    expect(choose('A ok, B running in Deploy, A running in Source', [2])).toBe('B A');
  });

  test('is the oldest that is no rollback, if none is in Deploy', () => {
    expect(choose('A ok, B running in Build, A running in Source')).toBe('B A');
    expect(choose('A ok, B running in Build, C running in Source')).toBe('B C');
    expect(choose('A ok, B ok, A running in Build')).toBe('A');
  });

  test('is the commit that is named', () => {
    expect(choose('A ok, B running in Deploy, A running in Source', [2], 'A')).toBe('A B');
    expect(choose('A ok, B running in Deploy', [], 'C')).toBeUndefined();
    expect(choose('A ok')).toBeUndefined();
  });
});
