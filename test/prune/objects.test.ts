import type { ListedObject } from '../../lib/aws/objects/list-objects';
import type { Needed } from '../../lib/prune/needed';
import { unneededObjects } from '../../lib/prune/objects';

const since = new Date('2026-03-01T00:00:00Z');
const old = new Date('2026-02-01T00:00:00Z');
const young = new Date('2026-03-02T00:00:00Z');
const hex = (letter: string) => letter.repeat(64);
const commit = (letter: string) => letter.repeat(40);
const execution = '0b5a4c1e-1111-2222-3333-444455556666';

const object = (key: string, modifiedAt = old): ListedObject => ({
  key,
  etag: '',
  bytes: 10,
  modifiedAt,
});

const needed = (more: Partial<Needed> = {}): Needed => ({
  commits: new Set(),
  bundles: new Set(),
  keys: new Set(),
  since,
  unknown: { all: [], keys: [] },
  ...more,
});

/** What goes of these keys, in its order. */
const going = (keys: readonly (string | ListedObject)[], more: Partial<Needed> = {}) =>
  unneededObjects(
    keys.map((it) => (typeof it === 'string' ? object(it) : it)),
    needed(more),
  ).flatMap((it) => it.keys);

const bundle = (letter: string) => [
  `bundles/${hex(letter)}/${hex('0')}.zip`,
  `bundles/${hex(letter)}/manifest.json`,
];

test('a bundle that nothing needs goes, its manifest first', () => {
  expect(going([...bundle('a'), ...bundle('b')], { bundles: new Set([hex('b')]) })).toEqual(
    bundle('a').toReversed(),
  );
});

test('a bundle below its commit goes with the commit', () => {
  const keys = [commit('a'), commit('b')].flatMap((it) => [
    `bundles/${it}/manifest.json`,
    `bundles/${it}/${hex('0')}.zip`,
  ]);
  expect(going(keys, { commits: new Set([commit('b')]) })).toEqual(keys.slice(0, 2));
});

test('an archive without a manifest goes as well, once it is old', () => {
  const [archive = ''] = bundle('a');
  expect(going([archive])).toEqual([archive]);
  expect(going([object(archive, young)])).toEqual([]);
});

test('a bundle of which any part is young stays whole', () => {
  const [archive = '', manifest = ''] = bundle('a');
  expect(going([archive, object(manifest, young)])).toEqual([]);
  expect(going([object(archive, young), manifest])).toEqual([]);
});

test('a mark goes if neither its commit nor its bundle is needed', () => {
  const marks = ['a', 'b', 'c'].map((it) => `promoted/${commit(it)}/${hex(it)}`);
  const more = { commits: new Set([commit('b')]), bundles: new Set([hex('c')]) };
  expect(going(marks, more)).toEqual(marks.slice(0, 1));
});

test('templates and assets go by their keys, and stay if it is not known which are needed', () => {
  const keys = ['a', 'b'].flatMap((it) => [
    `templates/${hex(it)}`,
    `assets/${hex(it)}.zip`,
    `assets/${hex(it)}`,
  ]);
  const own = new Set(keys.slice(0, 3));
  expect(going(keys, { keys: own }).toSorted()).toEqual(keys.slice(3).toSorted());
  expect(going(keys, { unknown: { all: [], keys: ['a plan is gone'] } })).toEqual([]);
  const packaged = `assets/packaged/${execution}/${execution}/function.zip`;
  expect(going([packaged])).toEqual([packaged]);
});

test('nothing goes while something is unknown', () => {
  const all = [...bundle('a'), `promoted/${commit('a')}/${hex('a')}`, `templates/${hex('a')}`];
  expect(going(all)).toHaveLength(4);
  expect(going(all, { unknown: { all: ['a build is not over'], keys: [] } })).toEqual([]);
});

test.each([
  `bundles/${commit('a')}/${execution}`,
  `bundles/${hex('a')}/other.json`,
  `bundles/${hex('a')}/deep/manifest.json`,
  `bundles/${hex('a')}x/manifest.json`,
  `bundles/${hex('A')}/manifest.json`,
  `bundles/${hex('a')}/manifest.json\n`,
  `bundles/shop/${hex('a')}/manifest.json`,
  `x/bundles/${hex('a')}/manifest.json`,
  `bundles/../${hex('a')}/manifest.json`,
  'bundles/',
  `promoted/${commit('a')}/${hex('a')}/x`,
  `promoted/${commit('a')}`,
  `templates/${hex('a')}.json`,
  `templates/${hex('a')}/x`,
  `assets/${hex('a')}/x.zip`,
  'assets/7a6b5c4d3e2f1a0b7a6b5c4d3e2f1a0b',
  `assets/packaged/${execution}/x.zip`,
  `plans/sha256/${hex('a')}.json`,
  `plans/${execution}.json`,
  `packaged/${execution}/${execution}/x.zip`,
  `locks/${hex('a')}.json`,
  'sites/shop-site.json',
  'drift/latest.json',
  `cache/${hex('a')}`,
  `records/${hex('a')}`,
  `guard/${hex('a')}`,
  `shop/Source/${hex('a')}`,
])('%j is left alone', (key) => {
  expect(going([key])).toEqual([]);
});

test('in a bucket that applications could share only the own one is looked at', () => {
  const keys = ['shop', 'shop-admin'].map((it) => `bundles/${it}/${hex('a')}/manifest.json`);
  const found = unneededObjects(
    keys.map((it) => object(it)),
    needed(),
    'bundles/shop/',
  );
  expect(found.flatMap((it) => it.keys)).toEqual(keys.slice(0, 1));
});

test('what goes is counted by its bytes', () => {
  const objects = bundle('a').map((key) => object(key));
  expect(unneededObjects(objects, needed())).toMatchObject([{ kind: 'bundles', bytes: 20 }]);
});
