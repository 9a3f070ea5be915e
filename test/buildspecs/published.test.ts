import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(__dirname, '../..');
const kits = fs
  .readdirSync(path.join(root, 'buildspecs'))
  .filter((name) => fs.existsSync(path.join(root, 'buildspecs', name, 'buildspec.yml')));

let packed: readonly string[];
beforeAll(async () => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: root });
  const [{ files }] = JSON.parse(stdout) as [{ files: readonly { readonly path: string }[] }];
  packed = files.map((file) => file.path);
});

const below = (folder: string) => packed.filter((file) => file.startsWith(`${folder}/`));

test('the package has these entries at its top, and no others', () => {
  expect([...new Set(packed.map((file) => file.split('/')[0]))].sort()).toEqual([
    'LICENSE',
    'README.md',
    'buildspecs',
    'cli',
    'dist',
    'examples',
    'gitenv.schema.json',
    'package.json',
  ]);
});

test.each(kits)(
  'the kit %s is published as its buildspecs and its README, without its code',
  (kit) => {
    const folder = path.join(root, 'buildspecs', kit);
    const wanted = fs.readdirSync(folder).filter((name) => /\.yml$|^README\.md$/.test(name));
    expect(wanted).toEqual(
      expect.arrayContaining(['README.md', 'buildspec.yml', 'deployspec.yml']),
    );
    expect(below(`buildspecs/${kit}`).sort()).toEqual(
      wanted.map((name) => `buildspecs/${kit}/${name}`).sort(),
    );
  },
);

test('nothing else of buildspecs is in it, and no code of ours but what is built', () => {
  const ofKits = kits.flatMap((kit) => below(`buildspecs/${kit}`));
  expect(below('buildspecs').sort()).toEqual(ofKits.sort());
  expect(below('cli').filter((file) => !file.startsWith('cli/shell/'))).toEqual([]);
  // An example is a repository of its own, with its own tests.
  const ours = packed.filter((file) => !file.startsWith('examples/'));
  expect(ours.filter((file) => file.endsWith('.ts'))).toEqual([
    'dist/bootstrap/index.d.ts',
    'dist/bootstrap/settings/props.d.ts',
  ]);
  expect(ours.filter((file) => /(^|\/)tests?\/|\.test\./.test(file))).toEqual([]);
});

test('what runs with each command and each build is ASCII, which V8 reads at half the size', () => {
  const programs = packed.filter((file) => file.endsWith('.cjs') && file !== 'dist/local.cjs');
  expect(programs).toContain('dist/kit.cjs');
  const others = programs.filter((file) =>
    /[^\0-\x7f]/.test(fs.readFileSync(path.join(root, file), 'utf8')),
  );
  expect(others).toEqual([]);
});
