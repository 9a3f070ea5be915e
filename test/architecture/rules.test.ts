import { type RuleName, rules } from './rules/rules';
import { madeUp } from './sources';

/** What a rule says of files that are made up. */
function complaints(name: RuleName, files: Readonly<Record<string, string>>): string[] {
  return rules[name](madeUp(files));
}

/** Files of a folder with nothing in them. */
function files(folder: string, count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`${folder}/f${at}.ts`, '']));
}

describe('the rules are proven by breaking them', () => {
  test.each([
    ['cli/commands/push.ts', 'node:fs'],
    ['cli/commands/push.ts', '../../lib/local/server'],
    ['cli/commands/push.ts', '../terminal/output'],
    ['cli/render/push.ts', '../commands/push'],
    ['cli/number.ts', './render/push'],
    ['lib/release/lock.ts', '../aws/build/build'],
    ['lib/local/server.ts', '../errors'],
    ['lib/local/services/sts/index.ts', '../s3/records'],
    ['lib/local/services/sts/operations/whoami.ts', '../../s3/records'],
    ['lib/aws/call/send.ts', '../account/account'],
    ['lib/aws/profile/read.ts', '../call/send'],
    ['lib/aws/pipeline/pipeline.ts', '../stack/stack'],
    ['lib/setup/kits/kit.ts', '../init/init'],
    ['bootstrap/settings/settings.ts', '../pipeline/pipeline'],
    ['bootstrap/index.ts', '../lib/errors'],
  ])('directions: %s may not import %s', (path, specifier) => {
    expect(complaints('directions', { [path]: `import { x } from '${specifier}';` })).toEqual([
      expect.stringContaining(`${path} imports `),
    ]);
  });

  test.each([
    ['cli/commands/push.ts', '../../lib/deploy/push'],
    ['cli/commands/reject.ts', './approve'],
    ['lib/local/services/sts/operations/whoami.ts', '../records'],
    ['lib/local/services/sts/index.ts', '../../protocol/query'],
    ['lib/aws/pipeline/pipeline.ts', '../account/account'],
    ['lib/setup/doctor/doctor.ts', '../init/init'],
  ])('directions: %s may import %s', (path, specifier) => {
    expect(complaints('directions', { [path]: `import { x } from '${specifier}';` })).toEqual([]);
  });

  test('directions: an import that is a call or a type counts too', () => {
    const path = 'lib/release/lock.ts';
    expect(complaints('directions', { [path]: "await import('node:fs');" })).toHaveLength(1);
    expect(complaints('directions', { [path]: "import type x from 'node:fs';" })).toHaveLength(1);
    expect(complaints('directions', { [path]: "// import x from 'node:fs';" })).toEqual([]);
  });

  test('directions: of the SDK, the emulator knows the types alone', () => {
    const path = 'lib/local/x.ts';
    const says = (words: string) =>
      complaints('directions', { [path]: `${words} { S3 } from '@aws-sdk/client-s3';` });
    expect(says('import')).toEqual([
      `${path} imports @aws-sdk/client-s3, of which only types are allowed`,
    ]);
    expect(says('import type')).toEqual([]);
  });

  test('directions: a file in no row', () => {
    expect(complaints('directions', { 'lib/other/x.ts': '' })).toEqual([
      'lib/other/x.ts is in no row of the table',
    ]);
  });

  test('two-way folders', () => {
    const one = { 'a/one.ts': "import '../b/two';", 'b/two.ts': '' };
    expect(complaints('twoWayFolders', one)).toEqual([]);
    const back = { ...one, 'b/three.ts': "import type { x } from '../a/four';", 'a/four.ts': '' };
    expect(complaints('twoWayFolders', back)).toEqual(['a and b import each other']);
    const inside = { 'a/one.ts': "import './b/two';", 'a/b/two.ts': "import '../three';" };
    expect(complaints('twoWayFolders', inside)).toEqual(['a and a/b import each other']);
  });

  test('file circles', () => {
    const line = { 'a.ts': "import './b';", 'b.ts': "import './c';", 'c.ts': '' };
    expect(complaints('fileCircles', line)).toEqual([]);
    const circle = { ...line, 'c.ts': "import('./a');" };
    expect(complaints('fileCircles', circle)).toEqual(['in a circle: a.ts, b.ts, c.ts']);
    const two = { ...line, 'c.ts': "import './b';" };
    expect(complaints('fileCircles', two)).toEqual(['in a circle: b.ts, c.ts']);
  });

  test('folder sizes', () => {
    expect(complaints('folderSizes', files('lib/follow', 16))).toEqual([]);
    expect(complaints('folderSizes', files('lib/follow', 17))).toEqual([
      'lib/follow has 17 files, over 16 for a folder of unlike things',
    ]);
    expect(complaints('folderSizes', files('lib/follow', 2))).toEqual([
      'lib/follow has 2 files, under 3',
    ]);
    expect(complaints('folderSizes', files('cli/commands', 40))).toEqual([]);
    expect(complaints('folderSizes', files('lib/local/services/s3/operations', 40))).toEqual([]);
    expect(complaints('folderSizes', files('lib/local/services/s3', 17))).toHaveLength(1);
    expect(complaints('folderSizes', files('lib/local/services/s3', 1))).toEqual([]);
    expect(complaints('folderSizes', files('lib/local/services/s3/engine', 2))).toHaveLength(1);
    expect(complaints('folderSizes', files('lib/aws/values', 2))).toEqual([]);
    expect(complaints('folderSizes', files('lib', 2))).toEqual([]);
  });

  test('file lengths', () => {
    expect(complaints('fileLengths', { 'a.ts': '\n'.repeat(249) })).toEqual([]);
    expect(complaints('fileLengths', { 'a.ts': '\n'.repeat(250) })).toEqual([
      'a.ts has 251 lines, over 250',
    ]);
  });

  test('unique names', () => {
    const two = {
      'lib/a.ts': 'export interface Same {}\nexport type Other = 1;',
      'cli/b.ts': 'export type Same = 2;\nexport async function work() {}\ninterface Other {}',
      'cli/c.ts': 'export const work = 1;',
    };
    expect(complaints('uniqueNames', two)).toEqual([
      'Same is exported by cli/b.ts and lib/a.ts',
      'work is exported by cli/b.ts and cli/c.ts',
    ]);
    const services = {
      'lib/local/services/a/records.ts': 'export interface Same {}',
      'lib/local/services/b/records.ts': 'export interface Same {}',
    };
    expect(complaints('uniqueNames', services)).toEqual([]);
  });

  test('telling names, and index files', () => {
    const made = {
      'cli/utils.ts': '',
      'lib/aws/index.ts': '',
      'lib/local/services/s3/index.ts': '',
      'lib/local/services/s3/operations/index.ts': '',
    };
    expect(complaints('tellingNames', made)).toEqual(['cli/utils.ts is named after nothing']);
    expect(complaints('indexFiles', made)).toEqual([
      expect.stringContaining('lib/aws/index.ts'),
      expect.stringContaining('lib/local/services/s3/operations/index.ts'),
    ]);
  });

  test.each([
    "error.message.replace('; nothing was changed.', '')",
    'cause.message?.match(/denied/)',
    "message.includes('denied')",
    '/denied/.test(error.message)',
    'const found = /denied/.exec(message);',
    'error.clause.slice(1)',
  ])('uncut messages: %s', (text) => {
    expect(complaints('uncutMessages', { 'lib/deploy/x.ts': text })).toHaveLength(1);
    expect(complaints('uncutMessages', { 'lib/aws/call/x.ts': text })).toEqual([]);
    expect(complaints('uncutMessages', { 'lib/deploy/x.ts': `// ${text}` })).toEqual([]);
  });

  test('uncut messages: to hand one on is right', () => {
    const text = "throw new GitenvError('USAGE', `no: ${error.message}`); words.includes(code);";
    expect(complaints('uncutMessages', { 'lib/deploy/x.ts': text })).toEqual([]);
  });

  test('known failures', () => {
    const text = "throw new Error('no');";
    expect(complaints('knownFailures', { 'buildspecs/cdk/x.ts': text })).toEqual([
      'buildspecs/cdk/x.ts makes a plain Error',
    ]);
    expect(complaints('knownFailures', { 'lib/local/x.ts': text })).toEqual([]);
    const known = "throw new GitenvError('USAGE', 'no');";
    expect(complaints('knownFailures', { 'buildspecs/cdk/x.ts': known })).toEqual([]);
  });

  test('clear commands', () => {
    const text = 'console.log(process.env)';
    expect(complaints('clearCommands', { 'cli/commands/x.ts': text })).toHaveLength(1);
    expect(complaints('clearCommands', { 'cli/bin/x.ts': text })).toEqual([]);
  });
});
