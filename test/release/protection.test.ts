import { goodCommits, mayBeProtected } from '../../lib/release/protection';

const release = (commit: string, status = 'Succeeded') => ({ commit, status }) as never;

describe('the commits that may be released again', () => {
  test('are those that succeeded, each once and the newest first', () => {
    const releases = [release('c'), release('b', 'Failed'), release('a'), release('c')];
    expect(goodCommits(releases)).toEqual(['c', 'a']);
  });

  test('are what runs, and the ten before it', () => {
    const commits = [...'abcdefghijklmn'];
    expect(goodCommits(commits.map((it) => release(it)))).toEqual(commits.slice(0, 11));
  });
});

test('an environment may be protected once something was released, and nothing needs the old way', () => {
  expect(mayBeProtected({ looked: 0, older: 0 })).toBe(false);
  expect(mayBeProtected({ looked: 3, older: 1 })).toBe(false);
  expect(mayBeProtected({ looked: 3, older: 0 })).toBe(true);
});
