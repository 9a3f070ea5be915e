import path from 'node:path';
import {
  circles,
  crossings,
  crowdedFolders,
  filesBelow,
  folderImports,
  importsBetween,
  specifiersIn,
  tinyFolders,
  twoWayFolders,
  undeclared,
} from './rooms';

const base = 'lib/local';
const services = `${base}/services`;
const files = filesBelow(base);
const imports = importsBetween(files);

/** The service that a file belongs to. */
function serviceOf(file: string): string | undefined {
  const [name, ...inner] = path.relative(services, file).split('/');
  return name === '..' || inner.length === 0 ? undefined : name;
}

const isService = (folder: string) => path.dirname(folder) === services;
const isList = (folder: string) =>
  folder === services || ['operations', 'resources'].includes(path.basename(folder));

/** Folders above `lib/local` are not looked at. */
const isOutside = (folder: string) => !folder.startsWith(base);
const crowd = { most: 16, isList };
const few = { least: 3, isAllowed: (folder: string) => isService(folder) || isOutside(folder) };

/** The files that may stand directly in a service, whichever service it is. */
const fileSet = [
  'index',
  'operations',
  'resources',
  'records',
  'engine',
  'errors',
  'recover',
  'rights',
];

function strangers(all: readonly string[]): string[] {
  return all.filter(
    (file) => isService(path.dirname(file)) && !fileSet.includes(path.basename(file, '.ts')),
  );
}

/** Words that stood for the same thing as one of the file set, or as `page`. */
const otherWords = /\/(recovery|faults?|paging|pages?)\.ts$/;

/** What each room of lib/local may import, beside itself. `main` is the program. */
const rooms = {
  main: ['server'],
  server: ['services', 'policy', 'rights', 'protocol', 'base', 'values'],
  services: ['recorded', 'rights', 'policy', 'protocol', 'base', 'values'],
  recorded: ['base', 'values'],
  policy: ['base', 'values'],
  rights: ['base', 'values'],
  protocol: ['base', 'values'],
  base: ['values'],
  values: [],
};

/** What is above in a service may import what is below. */
const floors = ['index', 'recover', 'resources', 'operations', 'engine', 'model'];
const floorsBelow = Object.fromEntries(
  floors.map((floor, place) => [floor, floors.slice(place + 1)]),
);

const partAt = (depth: number) => (file: string) =>
  path.relative(base, file).split('/')[depth]?.replace(/\.ts$/, '');
const roomOf = partAt(0);

/** The floor of its service that a file is on; nothing for a file in a folder of another name. */
function floorOf(file: string): string | undefined {
  const floor = partAt(2)(file);
  return roomOf(file) === 'services' && floors.includes(floor ?? '') ? floor : undefined;
}

describe('the rooms of lib/local', () => {
  test('there is something to look at', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(imports.length).toBeGreaterThan(1000);
    expect(new Set(files.map(serviceOf)).size).toBeGreaterThan(15);
  });

  test('no service imports a file of another service', () => {
    expect(crossings(imports, serviceOf)).toEqual([]);
  });

  test('rooms import what is below them', () => {
    expect(new Set(files.map(roomOf))).toEqual(new Set(Object.keys(rooms)));
    expect(undeclared(imports, roomOf, rooms)).toEqual([]);
  });

  test('in a service, too, imports go downwards', () => {
    expect(undeclared(imports, floorOf, floorsBelow)).toEqual([]);
  });

  test('only the server imports the list of services', () => {
    const list = imports.filter(({ to }) => to === `${services}/index.ts`);
    expect(list.map(({ from }) => from)).toEqual([`${base}/server/server.ts`]);
  });

  test('no two folders import each other, and no folders import in a circle', () => {
    expect(twoWayFolders(imports)).toEqual([]);
    expect(circles(folderImports(imports))).toEqual([]);
  });

  test('no files import in a circle', () => {
    expect(circles(imports)).toEqual([]);
  });

  test('no folder of unlike things has more than 16 files', () => {
    expect(crowdedFolders(files, crowd)).toEqual([]);
  });

  test('no folder has fewer than 3 files, unless it is a service', () => {
    expect(tinyFolders(files, few)).toEqual([]);
  });

  test('every service names its files alike', () => {
    expect(strangers(files)).toEqual([]);
    expect(
      files.filter((file) => otherWords.test(file) && file !== `${base}/base/page.ts`),
    ).toEqual([]);
  });
});

describe('a broken rule is found', () => {
  const imported = (from: string, to: string) => ({ from: `${base}/${from}`, to: `${base}/${to}` });

  test('where one service imports another', () => {
    const wrong = imported('services/sts/operations.ts', 'services/s3/model/records.ts');
    const right = [
      imported('services/s3/index.ts', 'services/s3/model/records.ts'),
      imported('services/s3/index.ts', 'base/service.ts'),
      imported('services/index.ts', 'services/s3/index.ts'),
    ];
    expect(crossings([...right, wrong], serviceOf)).toEqual([
      'lib/local/services/sts/operations.ts imports lib/local/services/s3/model/records.ts',
    ]);
  });

  test('where a room or a part of a service imports what is above it', () => {
    const room = imported('base/page.ts', 'protocol/shapes.ts');
    expect(undeclared([room, imported('protocol/xml.ts', 'base/page.ts')], roomOf, rooms)).toEqual([
      'lib/local/base/page.ts imports lib/local/protocol/shapes.ts',
    ]);
    const floor = imported('services/s3/model/records.ts', 'services/s3/operations/buckets.ts');
    const right = imported('services/s3/operations/buckets.ts', 'services/s3/model/records.ts');
    expect(undeclared([floor, right], floorOf, floorsBelow)).toEqual([
      'lib/local/services/s3/model/records.ts imports lib/local/services/s3/operations/buckets.ts',
    ]);
  });

  test('where two folders import each other, also a folder and the one it is in', () => {
    const down = imported('services/s3/index.ts', 'services/s3/operations/buckets.ts');
    const up = imported('services/s3/operations/buckets.ts', 'services/s3/records.ts');
    expect(twoWayFolders([down])).toEqual([]);
    expect(twoWayFolders([down, up])).toEqual([
      'lib/local/services/s3 and lib/local/services/s3/operations import each other',
    ]);
  });

  test('where folders import in a circle of three', () => {
    const around = [
      imported('a/x.ts', 'b/x.ts'),
      imported('b/y.ts', 'c/x.ts'),
      imported('c/y.ts', 'a/y.ts'),
    ];
    expect(twoWayFolders(around)).toEqual([]);
    expect(circles(around)).toEqual([]);
    expect(circles(folderImports(around))).toEqual(
      ['a', 'b', 'c'].map((name) => `${base}/${name}`),
    );
  });

  test('where files import in a circle', () => {
    const around = [imported('a.ts', 'b.ts'), imported('b.ts', 'c.ts'), imported('c.ts', 'a.ts')];
    const beside = [imported('main.ts', 'a.ts'), imported('c.ts', 'leaf.ts')];
    expect(circles([...around.slice(1), ...beside])).toEqual([]);
    expect(circles([...around, ...beside])).toEqual(
      ['a.ts', 'b.ts', 'c.ts'].map((name) => `${base}/${name}`),
    );
  });

  test('where a folder has too many or too few files', () => {
    const many = (folder: string) =>
      Array.from({ length: 17 }, (_, number) => `${base}/${folder}/file-${number}.ts`);
    expect(crowdedFolders([...many('base'), ...many('services/s3/operations')], crowd)).toEqual([
      'lib/local/base has 17 files, more than 16',
    ]);
    const small = ['policy/statement.ts', 'policy/condition.ts', 'services/sts/index.ts'];
    const whole = ['server/a.ts', 'server/b.ts', 'server/parts/x.ts', 'server/parts/y.ts'];
    const all = [...small, ...whole, 'server/parts/z.ts'].map((file) => `${base}/${file}`);
    expect(tinyFolders(all, few)).toEqual([
      'lib/local/policy has 2 files, fewer than 3',
      'lib/local/services has 1 files, fewer than 3',
    ]);
  });

  test('where a service has a file with a name of its own', () => {
    const wrong = [`${services}/sts/trust.ts`];
    expect(strangers([...wrong, `${services}/sts/index.ts`, `${base}/base/cron.ts`])).toEqual(
      wrong,
    );
    expect(otherWords.test(`${services}/iam/model/paging.ts`)).toBe(true);
  });

  test('however an import is written', () => {
    const source = [
      "import type { A } from './a';",
      "import './b';",
      "export { c } from '../c';",
      "const d = require('./d');",
      "const e = await import('./e');",
      "// import './comment';",
      "/** import './doc'; */",
      "import fs from 'node:fs';",
      'import {\n  f,\n} from "./f";',
    ].join('\n');
    expect(specifiersIn(source).sort()).toEqual(['../c', './a', './b', './d', './e', './f']);
  });
});
