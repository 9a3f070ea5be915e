import fs from 'node:fs';
import path from 'node:path';

/**
 * Who may import what. A file belongs to the first row whose prefix it begins with; a row lists every project folder
 * or file it may import from beside itself, and every package. `*` allows any.
 */
const table: readonly Row[] = [
  row('lib/contract.ts', [], []),
  row('lib/errors.ts', [], []),
  row('lib/setting.ts', [], []),
  row('lib/environment.ts', ['lib/errors', 'lib/setting'], []),
  row('lib/config.ts', ['lib/contract', 'lib/environment', 'lib/errors', 'lib/setting'], ['zod']),
  row('lib/schema.ts', ['lib/config'], ['zod', 'node:fs']),
  row('lib/release/', leaves(), []),
  row('lib/aws/', [...leaves(), 'lib/release/release'], ['@aws-sdk/*', '@smithy/*', 'node:*']),
  row('lib/git/', leaves(), ['node:*']),
  row('lib/bundle/', ['lib/contract', 'lib/aws/object-store'], ['node:*', 'yazl', 'yauzl']),
  row(
    'lib/kit/',
    [
      ...leaves(),
      'lib/bundle',
      ...[
        'address',
        'exchange',
        'json-call',
        'object-store',
        'list-objects',
        'registry',
        'invalidation',
        'signature-v4',
        'signed-call',
        'credentials',
        'quick-repository',
        'account-check',
        'pause',
      ].map((name) => `lib/aws/${name}`),
      'lib/git',
      'lib/remote/authorize',
    ],
    ['node:*', 'fast-xml-parser', 'yaml'],
  ),
  row('lib/remote/', [...leaves(), 'lib/release', 'lib/bundle', 'lib/aws', 'lib/git'], ['node:*']),
  row('lib/setup/', [...leaves(), 'lib/release', 'lib/aws', 'lib/git'], ['node:*']),
  row(
    'lib/local/',
    [],
    ['node:*', 'yaml', 'yazl', 'yauzl', 'fast-xml-parser', 'picomatch', 'isomorphic-git'],
  ),
  row(
    'cli/commands/',
    [...leaves(), 'cli', 'lib/setup', 'lib/release', 'lib/remote'],
    ['commander'],
  ),
  row(
    'cli/render/',
    [...leaves(), 'cli', 'lib/setup', 'lib/release', 'lib/remote', 'lib/bundle'],
    ['cli-table3', 'picocolors', 'node:util'],
  ),
  row(
    'cli/',
    [...leaves(), 'lib/setup', 'lib/release', 'lib/remote', 'lib/git', 'lib/aws', 'package.json'],
    ['commander', 'picocolors', 'cli-table3', 'node:*'],
  ),
  row(
    'bootstrap/',
    ['lib/contract'],
    ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'cdk-nag', 'node:*'],
  ),
];

/** Packages of which only types may be imported. */
const typesOnly = [{ prefix: 'lib/local/', packages: /^@aws-sdk\// }];

const maxLines = 250;

interface Row {
  readonly prefix: string;
  readonly project: readonly string[];
  readonly packages: readonly string[];
}

function row(prefix: string, project: readonly string[], packages: readonly string[]): Row {
  return { prefix, project, packages };
}

function leaves(): string[] {
  return ['lib/contract', 'lib/errors', 'lib/config', 'lib/environment', 'lib/setting'];
}

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const root = path.join(__dirname, '..');
const sources = ['bootstrap', 'cli', 'lib'].flatMap((folder) => filesBelow(folder));

function filesBelow(folder: string): string[] {
  const absolute = path.join(root, folder);
  if (!fs.existsSync(absolute)) return [];
  return fs
    .readdirSync(absolute, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => name.endsWith('.ts'));
}

function importsOf(file: string): Import[] {
  const text = fs
    .readFileSync(path.join(root, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const statements = text.matchAll(
    /^\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm,
  );
  const calls = text.matchAll(/\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [
    ...[...statements].map(([, type, specifier = '']) => ({
      from: file,
      specifier,
      typeOnly: type !== undefined,
    })),
    ...[...calls].map(([, specifier = '']) => ({ from: file, specifier, typeOnly: false })),
  ];
}

function complaintAbout({ from, specifier, typeOnly }: Import): string | undefined {
  const rule = table.find(({ prefix }) => from.startsWith(prefix));
  if (!rule) return `${from} is in no row of the table`;
  if (specifier.startsWith('.')) return projectComplaint(rule, from, specifier);
  const limited = typesOnly.find(
    ({ prefix, packages }) => from.startsWith(prefix) && packages.test(specifier),
  );
  if (limited)
    return typeOnly
      ? undefined
      : `${from} imports values of ${specifier}; only its types are allowed`;
  return rule.packages.some((allowed) => matches(specifier, allowed))
    ? undefined
    : `${from} imports ${specifier}`;
}

function projectComplaint(rule: Row, from: string, specifier: string): string | undefined {
  const target = path.join(path.dirname(from), specifier);
  if (rule.prefix.endsWith('/') && target.startsWith(rule.prefix)) return undefined;
  const allowed = rule.project.some((place) => target === place || target.startsWith(`${place}/`));
  return allowed ? undefined : `${from} imports ${target}`;
}

function matches(specifier: string, pattern: string): boolean {
  return pattern.endsWith('*') ? specifier.startsWith(pattern.slice(0, -1)) : specifier === pattern;
}

describe('the layout', () => {
  test('there are sources to look at', () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.flatMap(importsOf).length).toBeGreaterThan(50);
  });

  test('imports go downwards only', () => {
    expect(sources.flatMap(importsOf).map(complaintAbout).filter(Boolean)).toEqual([]);
  });

  test('a forbidden import would be found', () => {
    const found = (from: string, specifier: string, typeOnly = false) =>
      complaintAbout({ from, specifier, typeOnly });
    expect(found('cli/commands/push.ts', 'node:fs')).toBe('cli/commands/push.ts imports node:fs');
    expect(found('cli/commands/push.ts', '../../lib/aws/clients')).toBe(
      'cli/commands/push.ts imports lib/aws/clients',
    );
    expect(found('lib/release/follow.ts', '../aws/build')).toBe(
      'lib/release/follow.ts imports lib/aws/build',
    );
    expect(found('lib/local/server.ts', '../errors')).toBe(
      'lib/local/server.ts imports lib/errors',
    );
    expect(found('lib/local/x.ts', '@aws-sdk/client-s3')).toMatch('only its types');
    expect(found('lib/local/x.ts', '@aws-sdk/client-s3', true)).toBeUndefined();
  });

  test(`no source file is longer than ${maxLines} lines`, () => {
    const lengthOf = (file: string) =>
      fs.readFileSync(path.join(root, file), 'utf8').split('\n').length;
    const hand = sources.filter((file) => !file.includes('generated'));
    expect(hand.filter((file) => lengthOf(file) > maxLines)).toEqual([]);
  });

  test('files are named after what they hold', () => {
    const vague = /(^|\/)(utils?|helpers?|common|types|misc)\.ts$/;
    expect(sources.filter((file) => vague.test(file))).toEqual([]);
  });

  test('an index file is a service, or the list of services, or the public construct', () => {
    const indexes = sources.filter((file) => path.basename(file) === 'index.ts');
    const allowed = /^(lib\/local\/services\/([^/]+\/)?index\.ts|bootstrap\/index\.ts)$/;
    expect(indexes.filter((file) => !allowed.test(file))).toEqual([]);
  });

  test('every command of cli/commands stays clear of the process and the console', () => {
    const commands = sources.filter((file) => file.startsWith('cli/commands/'));
    const touching = commands.filter((file) =>
      /\b(console|process)\./.test(fs.readFileSync(path.join(root, file), 'utf8')),
    );
    expect(touching).toEqual([]);
  });
});
