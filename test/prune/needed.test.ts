import type { Plan } from '../../lib/bundle/plan';
import { releasesBefore } from '../../lib/prune/components';
import { type MadeOf, neededByAll, neededFor } from '../../lib/prune/needed';
import type { Release } from '../../lib/release/release';
import type { Vouched } from '../../lib/release/vouched';
import { historyOf } from '../release/releases';

const hex = (letter: string) => letter.repeat(64);
const known = { since: new Date(0), marked: [], untold: [] };

const word = (more: Partial<Vouched> = {}): Vouched => ({
  commit: 'A',
  isBuilt: true,
  hasFailed: false,
  bundle: `sha256:${hex('a')}`,
  planDigest: `sha256:${hex('b')}`,
  ...more,
});

const plan = (more: Partial<Plan> = {}): Plan => ({
  version: 1,
  kit: 'cdk',
  environment: 'dev',
  commit: 'A',
  execution: 'x',
  createdAt: '',
  summary: { adds: 0, changes: 0, replaces: 0, destroys: 0 },
  changes: [],
  text: '',
  saved: {},
  ...more,
});

function releaseOf(story: string): Release {
  const [release] = historyOf(story);
  if (!release) throw new Error('there is no release');
  return release;
}

const made = (story: string, more: Partial<MadeOf> = {}): MadeOf => ({
  release: releaseOf(story),
  word: word(),
  plan: plan({ refersTo: ['assets/x'] }),
  ...more,
});

test('what releases need is their bundles, and what their plans refer to', () => {
  const needed = neededFor([made('A ok')], { ...known, marked: [hex('c')] });
  expect([...needed.commits]).toEqual(['A']);
  expect([...needed.bundles]).toEqual([hex('a'), hex('c')]);
  expect([...needed.keys]).toEqual(['assets/x']);
  expect(needed.unknown).toEqual({ all: [], keys: [] });
});

test('nobody can tell what a release needs of which CodePipeline says nothing', () => {
  const { unknown } = neededFor([made('A ok', { word: undefined, plan: undefined })], known);
  expect(unknown.all).toEqual([
    'CodePipeline does not say any more what the release of A was made of',
  ]);
  const failed = neededFor([made('A failed', { word: undefined, plan: undefined })], known);
  expect(failed.unknown).toEqual({ all: [], keys: [] });
});

test('nobody can tell what a release needs whose build is not over', () => {
  const unbuilt = { word: word({ isBuilt: false, bundle: undefined }), plan: undefined };
  expect(neededFor([made('A running', unbuilt)], known).unknown.all).toEqual([
    'the build of A is not over',
  ]);
  expect(neededFor([made('A running')], known).unknown.all).toEqual([]);
  expect(neededFor([made('A failed', unbuilt)], known).unknown).toEqual({ all: [], keys: [] });
});

test.each([
  ['is gone', undefined],
  ['is of an earlier program', plan()],
  ['is made by the deploy', plan({ settlesFirst: true })],
])('which assets a release needs is not known if its plan %s', (_, own) => {
  const { unknown } = neededFor([made('A ok', { plan: own })], known);
  expect(unknown).toEqual({
    all: [],
    keys: ['the release of A has no plan that says which assets and templates it needs'],
  });
});

test('of one place all that any environment needs is needed', () => {
  const one = neededFor([made('A ok')], { ...known, since: new Date(2) });
  const other = neededFor([made('B ok', { word: undefined })], { ...known, since: new Date(1) });
  const both = neededByAll([one, other]);
  expect([...both.commits]).toEqual(['A', 'B']);
  expect([...both.bundles]).toEqual([hex('a')]);
  expect(both.since).toEqual(new Date(1));
  expect(both.unknown.all).toHaveLength(1);
});

describe('of components that a release has skipped', () => {
  const components = (text: string) =>
    text.split(' ').map((it) => ({ name: it.slice(1), applied: it.startsWith('+'), why: '' }));
  /** Which releases count beside the newest. @param plans of each release, newest first */
  async function counted(story: string, plans: readonly (string | undefined)[]) {
    const releases = historyOf(story);
    const all = releases.map((release, at): MadeOf => {
      const text = plans[at];
      return {
        release,
        word: word(),
        plan: text ? plan({ components: components(text) }) : undefined,
      };
    });
    const [running] = all;
    if (!running) throw new Error('there is no release');
    const ask = async (release: Release) =>
      all.find((it) => it.release === release) ?? { release, word: undefined, plan: undefined };
    const { found, untold } = await releasesBefore(running, releases, ask);
    return { commits: found.map(({ release }) => release.commit), untold };
  }

  test('the release counts that deployed each of them last', async () => {
    const plans = ['+a -b -c', '+a -b -c', '-a +b -c', '+a +b +c'];
    expect(await counted('A ok, B ok, C ok, D ok', plans)).toEqual({
      commits: ['B', 'A'],
      untold: [],
    });
  });

  test('one that failed counts beside the one before it', async () => {
    expect(await counted('A ok, B failed, C ok', ['+a -b', '-a +b', '+a +b'])).toEqual({
      commits: ['B', 'A'],
      untold: [],
    });
  });

  test('one that no release has deployed is told', async () => {
    expect(await counted('A ok, B ok', ['+a -b', undefined])).toEqual({
      commits: [],
      untold: ['none of the last 200 releases says that it deployed the component b'],
    });
  });

  test('nothing is asked if there are none', async () => {
    expect(await counted('A ok, B ok', ['+a', '+a'])).toEqual({ commits: [], untold: [] });
  });
});
