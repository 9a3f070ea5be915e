import { chooseRollback, justNowMs } from '../../../lib/release/state/rollback-choice';
import { stateOf } from '../../../lib/release/state/state';
import { told } from './story';

function choose(story: string, { further = false, later = 0 } = {}) {
  const known = told(story);
  const state = stateOf({ ...known, stages: [] });
  const now = new Date(known.now.getTime() + later);
  return chooseRollback(state, known.releases, known.actions, { now, further });
}

const back = (commit: string) => ({ kind: 'back', to: expect.objectContaining({ commit }) });

describe('a rollback without a named commit', () => {
  test.each([
    ['A ok, B ok', 'A', 'goes back to the success before'],
    ['A ok, B failed in Build', 'A', 'leaves what never succeeded'],
    ['A ok, B failed in Deploy', 'A', 'puts right what failed half way'],
    ['A ok, B ok, C running in Deploy', 'B', 'overtakes what is being deployed'],
    ['A ok, B ok, A failed in Deploy, C ok', 'A', 'never lands on what was rolled back'],
    [
      'A ok, B ok, B failed in Deploy',
      'A',
      'leaves a commit that failed when it was released again',
    ],
  ])('after %s goes to %s: it %s', (story, commit) => {
    expect(choose(story)).toEqual(back(commit));
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

  test('has nothing to go back to before a second success', () => {
    expect(choose('A ok')).toEqual({ kind: 'nothing' });
    expect(choose('A ok, B ok, A ok', { further: true })).toEqual({ kind: 'nothing' });
  });
});
