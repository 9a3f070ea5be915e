import { chooseRollback, justNowMs } from '../../../lib/release/state/rollback-choice';
import { stateOf } from '../../../lib/release/state/state';
import { stopText, withdrawn } from '../../../lib/release/stop';
import { told } from './story';

interface Choice {
  readonly further?: boolean;
  /** In ms. */
  readonly later?: number;
  /** Where the branch is, if not at the commit of the newest release. */
  readonly tip?: string;
  /** Whether the newest release is a start that was taken back. */
  readonly withdrawn?: boolean;
}

function choose(story: string, { further = false, later = 0, ...other }: Choice = {}) {
  const known = told(story);
  const tip = other.tip ?? known.tip;
  const stopReason = other.withdrawn ? stopText({ by: 'ann', reason: withdrawn }) : undefined;
  const releases = known.releases.map((it, at) => (at === 0 ? { ...it, stopReason } : it));
  const state = stateOf({ ...known, releases, tip, stages: [] });
  const now = new Date(known.now.getTime() + later);
  return chooseRollback(state, releases, known.actions, { now, further });
}

const back = (commit: string) => ({ kind: 'back', to: expect.objectContaining({ commit }) });

describe('a rollback without a named commit', () => {
  test.each([
    ['A ok, B ok', 'A', 'goes back to the success before'],
    ['A ok, B failed in Build', 'A', 'leaves what never succeeded'],
    ['A ok, B failed in Deploy', 'A', 'puts right what failed half way'],
    ['A ok, B ok, C running in Deploy', 'B', 'overtakes what is being deployed'],
    ['A ok, B ok, A failed in Deploy, C ok', 'A', 'never lands on what was rolled back'],
    ['A ok, B failed in Build, C failed in Deploy', 'A', 'goes past everything that failed'],
    [
      'A ok, B failed in Deploy, C stopped in Build, B running in Deploy',
      'A',
      'joins no way back to what never succeeded',
    ],
    ['A ok, B failed in Build, B ok', 'A', 'looks before the first release of what is in place'],
    [
      'A failed in Build, B ok, A ok, B running in Build',
      'A',
      'knows that what came first may have succeeded last',
    ],
    [
      'Z ok, A failed in Build, B ok, A ok, B failed in Deploy',
      'A',
      'goes no further back than to what ran last',
    ],
    [
      'A ok, B ok, B failed in Deploy',
      'A',
      'leaves a commit that failed when it was released again',
    ],
  ])('after %s goes to %s: it %s', (story, commit) => {
    expect(choose(story)).toEqual(back(commit));
  });

  test.each([
    'A ok, B ok, C ok, B ok, B running in Build',
    'A ok, B ok, C ok, B ok, B failed in Deploy',
    'A ok, B ok, C ok, B ok, B stopped in Build',
  ])('after %s takes no later release of what was put back for the way back', (story) => {
    expect(choose(story)).toMatchObject({ kind: 'known', isOver: true, rollback: { commit: 'B' } });
    expect(choose(story, { later: justNowMs })).toEqual(back('A'));
  });

  test('tries a way back again that failed, instead of going past it', () => {
    const again = { kind: 'again', failed: expect.objectContaining({ commit: 'B' }) };
    expect(choose('A ok, B ok, C ok, B failed in Deploy')).toEqual(again);
    expect(choose('A ok, B ok, C ok, B failed in Build')).toEqual(again);
    expect(choose('A ok, B ok, C live, B stopped in Build')).toEqual(again);
    expect(choose('A ok, B ok, C ok, B failed in Deploy', { further: true })).toEqual(back('A'));
  });

  test('sees that somebody is going back, or has just gone', () => {
    const known = (isOver: boolean) => ({
      kind: 'known',
      isOver,
      rollback: expect.objectContaining({ commit: 'B' }),
    });
    expect(choose('A ok, B ok, C ok, B running in Build')).toEqual(known(false));
    expect(choose('A ok, B ok, C ok, B ok')).toEqual(known(true));
    expect(choose('A ok, B ok, C ok, B ok', { further: true })).toEqual(back('A'));
    expect(choose('A ok, B ok, C ok, B ok', { later: justNowMs })).toEqual(back('A'));
  });

  test('sees that somebody has put the branch back before its release has begun', () => {
    const begun = { kind: 'begun', to: expect.objectContaining({ commit: 'B' }) };
    expect(choose('A ok, B ok, C ok', { tip: 'B' })).toEqual(begun);
    expect(choose('A ok, B ok, C ok', { tip: 'B', further: true })).toEqual(back('A'));
    expect(choose('A ok, B ok', { tip: 'X' })).toEqual(back('B'));
  });

  test('takes no notice of a start that was taken back', () => {
    const story = 'A ok, B ok, C ok, B ok, C stopped in Build';
    const seen = choose(story, { tip: 'B', later: justNowMs, withdrawn: true });
    expect(seen).toEqual(back('A'));
  });

  test('has nothing to go back to before a second success', () => {
    expect(choose('A ok')).toEqual({ kind: 'nothing' });
    expect(choose('A ok, B ok, A ok', { further: true })).toEqual({ kind: 'nothing' });
  });
});
