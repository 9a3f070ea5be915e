import { attemptsIn, triedAgain } from '../../lib/release/history/attempts';
import type { ReleaseAction } from '../../lib/release/release';

const at = (minute: number) => new Date(Date.parse('2026-01-01T10:00:00Z') + minute * 60_000);

/** Actions in the order they started, as `Build failed, Build ok`. */
function actionsOf(story: string): ReleaseAction[] {
  return story.split(', ').map((text, minute) => {
    const [stage = '', word] = text.split(' ');
    return {
      id: String(minute),
      stage,
      name: stage,
      status: word === 'failed' ? 'Failed' : word === 'ok' ? 'Succeeded' : 'InProgress',
      startedAt: at(minute),
      updatedAt: at(minute + 0.5),
      summary: word === 'failed' ? 'exit status 1' : undefined,
      buildId: undefined,
      variables: {},
    };
  });
}

describe('the attempts of a release', () => {
  test.each([
    ['Source ok, Build ok, Deploy ok', []],
    ['Source ok, Build failed', []],
    ['Source ok, Build failed, Build ok, Deploy ok', ['Build']],
    ['Source ok, Build failed, Build failed', ['Build']],
    ['Build failed, Build ok, Deploy failed, Deploy failed, Deploy ok', ['Build', 'Deploy']],
    ['Build failed, Build running', ['Build']],
  ])('%s: tried again in %j', (story, stages) => {
    expect(triedAgain(attemptsIn(actionsOf(story)))).toEqual(stages);
  });

  test('are all told, with how each ended', () => {
    const attempts = attemptsIn(actionsOf('Source ok, Build failed, Build ok'));
    expect(attempts).toMatchObject([
      { stage: 'Build', status: 'Failed', summary: 'exit status 1', startedAt: at(1) },
      { stage: 'Build', status: 'Succeeded', startedAt: at(2) },
    ]);
  });
});
