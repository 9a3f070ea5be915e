import type { BatchEntry, BatchSpec } from './buildspec';
import type { Field, Known } from './field';

const environmentKeys = ['compute-type', 'fleet', 'image', 'privileged-mode', 'type', 'variables'];
const entryKeys = [
  'identifier',
  'buildspec',
  'debug-session',
  'depend-on',
  'env',
  'ignore-failure',
];

export function readBatch(field: Field | undefined): BatchSpec | undefined {
  if (!field || field.isNull) return undefined;
  const known = field.known([
    'fast-fail',
    'build-list',
    'build-matrix',
    'build-graph',
    'build-fanout',
  ]);
  const fanout = known.get('build-fanout');
  if (fanout) throw fanout.fail('batch.build-fanout is not implemented by this emulator.');
  const fastFail = known.get('fast-fail')?.flag() ?? false;
  const list = known.get('build-list');
  const graph = known.get('build-graph');
  const matrix = known.get('build-matrix');
  if (graph && !list && !matrix)
    return {
      fastFail,
      kind: 'graph',
      entries: checkGraph(graph, named(graph, graph.items().map(readEntry))),
    };
  if (list && !graph && !matrix)
    return { fastFail, kind: 'list', entries: named(list, list.items().map(readEntry)) };
  if (matrix && !graph && !list) return { fastFail, kind: 'matrix', entries: readMatrix(matrix) };
  throw field.fail('batch needs exactly one of build-list, build-graph and build-matrix.');
}

function readEntry(field: Field): BatchEntry {
  const known = field.known(entryKeys, { 'depends-on': 'did you mean depend-on?' });
  const identifier = known.get('identifier')?.text();
  if (identifier === undefined || !/^[A-Za-z0-9_]{1,128}$/.test(identifier))
    throw field.fail(`${field.path} needs an identifier of letters, digits and underscores.`);
  return {
    identifier,
    buildspec: known.get('buildspec')?.text(),
    dependsOn: known.get('depend-on')?.texts() ?? [],
    ignoreFailure: known.get('ignore-failure')?.flag() ?? false,
    ...readEnvironment(known.get('env')?.known(environmentKeys)),
  };
}

function readEnvironment(known: Known | undefined) {
  const variables = known?.get('variables')?.entries() ?? [];
  return {
    variables: Object.fromEntries(variables.map(([name, value]) => [name, value.text()])),
    computeType: known?.get('compute-type')?.text(),
    image: known?.get('image')?.text(),
    type: known?.get('type')?.text(),
    privileged: known?.get('privileged-mode')?.flag(),
  };
}

/** @throws where two entries have one name, by which others could not tell them apart */
function named(field: Field, entries: readonly BatchEntry[]): readonly BatchEntry[] {
  const names = entries.map(({ identifier }) => identifier);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw field.fail(`${field.path} has the identifier ${twice} twice.`);
  return entries;
}

/** @throws where an entry waits for one that does not exist, or for itself in a circle */
function checkGraph(field: Field, entries: readonly BatchEntry[]): readonly BatchEntry[] {
  const done = new Set<string>();
  for (let size = -1; size !== done.size; ) {
    size = done.size;
    for (const { identifier, dependsOn } of entries)
      if (dependsOn.every((name) => done.has(name))) done.add(identifier);
  }
  const stuck = entries.find(({ identifier }) => !done.has(identifier));
  if (stuck)
    throw field.fail(
      `${stuck.identifier} in batch.build-graph depends on a build that does not exist, or on itself: ${stuck.dependsOn.join(', ')}.`,
    );
  return entries;
}

/** Every combination of the dynamic values, named by CodeBuild after their place. */
function readMatrix(field: Field): readonly BatchEntry[] {
  const known = field.known(['static', 'dynamic']);
  const fixed = known.get('static')?.known(['ignore-failure', 'env']);
  const dynamic = known.get('dynamic')?.known(['buildspec', 'env']);
  const base = readEnvironment(fixed?.get('env')?.known(environmentKeys));
  const axes = readAxes(dynamic);
  const combinations = axes.reduce<readonly (readonly [string, string])[][]>(
    (all, [name, values]) =>
      all.flatMap((one) => values.map((value) => [...one, [name, value] as const])),
    [[]],
  );
  return combinations.map((combination, index) => {
    const of = (name: string) => combination.find(([axis]) => axis === name)?.[1];
    const variables = combination.filter(([axis]) => axis.startsWith('$'));
    return {
      ...base,
      identifier: `build${index}`,
      dependsOn: [],
      ignoreFailure: fixed?.get('ignore-failure')?.flag() ?? false,
      buildspec: of('buildspec'),
      computeType: of('compute-type') ?? base.computeType,
      image: of('image') ?? base.image,
      variables: {
        ...base.variables,
        ...Object.fromEntries(variables.map(([axis, value]) => [axis.slice(1), value])),
      },
    };
  });
}

function readAxes(dynamic: Known | undefined): readonly (readonly [string, readonly string[]])[] {
  const env = dynamic?.get('env')?.known(['compute-type', 'image', 'variables']);
  const plain = [
    ['buildspec', dynamic?.get('buildspec')],
    ['compute-type', env?.get('compute-type')],
    ['image', env?.get('image')],
  ] as const;
  const variables = env?.get('variables')?.entries() ?? [];
  return [
    ...plain.flatMap(([name, field]) => (field ? [[name, field.texts()] as const] : [])),
    ...variables.map(([name, field]) => [`$${name}`, field.texts()] as const),
  ];
}
