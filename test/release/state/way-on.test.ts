import { stateOf } from '../../../lib/release/state/state';
import { wayOn } from '../../../lib/release/state/way-on';
import { describeRuns } from '../../../lib/release/state/words';
import { told } from './story';

const a = 'a'.repeat(40);
const b = 'b'.repeat(40);

function after(story: string) {
  const known = told(story.replaceAll('A', a).replaceAll('B', b));
  const state = stateOf({ ...known, stages: [] });
  return { words: describeRuns(state), command: wayOn('prd', state, known) };
}

describe('what runs, and what brings what should', () => {
  test.each([
    ['A ok', 'runs aaaaaaaa', undefined],
    ['A ok, B running in Deploy', 'runs aaaaaaaa', undefined],
    ['A ok, B failed in Build', 'runs aaaaaaaa', 'gitenv retry prd'],
    [
      'A ok, B failed in Deploy',
      'is between aaaaaaaa and bbbbbbbb (a deploy failed half way)',
      'gitenv retry prd',
    ],
    [
      'A ok, B stopped in Deploy',
      'is between aaaaaaaa and bbbbbbbb (a deploy was stopped half way)',
      'gitenv push prd bbbbbbbb',
    ],
    ['A ok, B live, A stopped in Build', 'runs bbbbbbbb', 'gitenv push prd aaaaaaaa'],
    ['A ok, B failed in Gate', 'runs aaaaaaaa', 'gitenv gate explain prd bbbbbbbb'],
    ['A ok, B running in Verify', 'runs bbbbbbbb', undefined],
    ['A ok, B failed in Verify', 'runs bbbbbbbb, which did not verify', 'gitenv retry prd'],
    [
      'A ok, B stopped in Verify',
      'runs bbbbbbbb, which nothing has verified to its end',
      'gitenv push prd bbbbbbbb',
    ],
    [
      'B failed in Deploy',
      'is at a part of bbbbbbbb (a deploy failed half way)',
      'gitenv retry prd',
    ],
  ])('%s: %s', (story, words, command) => {
    expect(after(story)).toEqual({ words, command });
  });

  test('goes back from what has failed twice', () => {
    const known = told(`${a} ok, ${b} failed in Deploy`);
    const actions = new Map(
      [...known.actions].map(([id, of]) => {
        const [last] = of.filter(({ status }) => status === 'Failed');
        return [id, last ? [...of, { ...last, id: 'again' }] : of];
      }),
    );
    const state = stateOf({ ...known, actions, stages: [] });
    expect(wayOn('prd', state, { ...known, actions })).toBe('gitenv rollback prd');
  });
});
