import { actions as names } from '../../lib/action-names';
import { changesBetween, describeChange } from '../../lib/release/following/follow';
import { attemptsIn, triedAgain } from '../../lib/release/history/attempts';
import type { ReleaseAction } from '../../lib/release/release';
import { failedAction } from '../../lib/release/verdict';
import { vouchedIn } from '../../lib/release/vouched';
import { told } from './state/story';

const a = `sha256:${'a'.repeat(64)}`;
const b = `sha256:${'b'.repeat(64)}`;

let at = 0;
const action = (
  stage: string,
  name: string,
  status: ReleaseAction['status'],
  variables: Record<string, string> = {},
): ReleaseAction => {
  at += 1;
  const startedAt = new Date(at * 1000);
  const updatedAt = new Date(at * 1000 + 500);
  const own = { id: `${name}-${at}`, stage, name, status, startedAt, updatedAt, variables };
  return { ...own, summary: undefined, buildId: `${name}:${at}` };
};

const release = [
  action('Source', 'Source', 'Succeeded', { CommitId: 'c' }),
  action('Build', 'Build', 'Succeeded', { GITENV_BUNDLE: a }),
  action('Build', 'Decide', 'Succeeded', { GITENV_BUNDLE: b }),
  action('Deploy', 'Gate', 'Succeeded', { GITENV_BUNDLE: b }),
  action('Deploy', 'Deploy', 'Succeeded'),
  action('Deploy', 'Verify', 'Failed'),
];

describe('a release whose stages have several actions', () => {
  test('tells each of them by its own name', () => {
    const [known] = told('A failed').releases;
    if (!known) throw new Error('there is a release');
    const changes = changesBetween(undefined, { release: known, actions: release });
    const lines = changes.map((change) => describeChange(change, 'dev'));
    expect(lines.filter((line) => line.includes('is running'))).toEqual(
      ['Source', 'Build', 'Decide', 'Gate', 'Deploy', 'Verify'].map(
        (it) => `dev: ${it} is running`,
      ),
    );
    expect(lines).toContain('dev: Deploy succeeded in 500 ms');
    expect(lines).toContain('dev: Verify failed after 500 ms');
  });

  test('names the action that failed, not the stage it is in', () => {
    expect(failedAction(release)).toBe(names.verify);
  });

  test('takes the word on its bundle from Build alone', () => {
    expect(vouchedIn(release)).toMatchObject({ commit: 'c', isBuilt: true, bundle: a });
    const refused = release.map((it) =>
      it.name === 'Decide' ? { ...it, status: 'Failed' as const } : it,
    );
    expect(vouchedIn(refused)).toMatchObject({ isBuilt: true, hasFailed: false, bundle: a });
  });

  test('tells what was tried again by the action, since the others of its stage were not', () => {
    const attempts = attemptsIn([...release, action('Deploy', 'Verify', 'Succeeded')]);
    expect(attempts.map(({ action: name, status }) => `${name} ${status}`)).toEqual([
      'Verify Failed',
      'Verify Succeeded',
    ]);
    expect(triedAgain(attempts)).toEqual(['Verify']);
  });
});
