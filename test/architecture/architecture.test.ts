import fs from 'node:fs';
import path from 'node:path';
import { type Row, table } from './table';

/** Packages of which only types may be imported. */
const typesOnly = [{ prefix: 'lib/local/', packages: /^@aws-sdk\// }];

const maxLines = 250;

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const root = path.join(__dirname, '..', '..');
const sources = ['bootstrap', 'buildspecs', 'cli', 'lib'].flatMap((folder) => filesBelow(folder));

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

function rowOf(file: string): Row | undefined {
  const rows = table.filter(({ room }) => file.startsWith(room));
  return rows.sort((a, b) => b.room.length - a.room.length)[0];
}

function complaintAbout({ from, specifier, typeOnly }: Import): string | undefined {
  const rule = rowOf(from);
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
  if (rule.room.endsWith('/') && target.startsWith(rule.room)) return undefined;
  const allowed = rule.rooms.some((place) => target === place || target.startsWith(`${place}/`));
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
    expect(found('cli/commands/push.ts', '../../lib/local/server')).toBe(
      'cli/commands/push.ts imports lib/local/server',
    );
    expect(found('lib/release/lock.ts', '../aws/build/build')).toBe(
      'lib/release/lock.ts imports lib/aws/build/build',
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
