import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(__dirname, '../..');
const read = (...names: string[]) => fs.readFileSync(path.join(root, ...names), 'utf8');

/** Licences that let their work be in work under MIT, as long as it is named. */
const allowed =
  /^(MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|\(MIT AND (Zlib|BSD-3-Clause)\))$/;

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** The packages that a program reads anything of, which esbuild is asked for anew. */
async function packagesOf(entry: string, external: string[] = []): Promise<Package[]> {
  const { metafile } = await build({
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    absWorkingDir: root,
    entryPoints: [entry],
    external,
    outdir: 'nowhere',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = used.flatMap((file) => {
    const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
    return folder === undefined ? [] : [folder];
  });
  return [...new Set(folders)].map((folder) => JSON.parse(read(folder, 'package.json')));
}

const sdk = ['@aws-sdk/*', '@smithy/*'];

test.each([
  ['gitenv', 'cli/bin/start.ts', [], 'dist/THIRD-PARTY-NOTICES.txt'],
  ['git-remote-gitenv', 'cli/bin/remote-helper.ts', [], 'dist/THIRD-PARTY-NOTICES.txt'],
  ['the AWS on this machine', 'lib/local/main.ts', [], 'dist/THIRD-PARTY-NOTICES.txt'],
  ['the program of the kits', 'buildspecs/program/main.ts', sdk, 'dist/kit.cjs'],
])('whoever has work in %s is named with its licence', async (_, entry, external, file) => {
  const packages = await packagesOf(entry, external);
  expect(packages.length).toBeGreaterThan(5);
  const notices = read(file);
  for (const { name, version, license } of packages) {
    expect(license).toMatch(allowed);
    expect(notices).toContain(`\n${name} ${version} (${license})\n`);
  }
  expect(notices).toContain('Permission is hereby granted, free of charge');
});

test('every package that is installed is held to its digest', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { integrity?: string; inBundle?: boolean; link?: boolean }>;
  };
  const loose = Object.entries(packages).filter(
    ([name, { integrity, inBundle, link }]) => name !== '' && !integrity && !inBundle && !link,
  );
  expect(Object.keys(packages).length).toBeGreaterThan(300);
  expect(loose.map(([name]) => name)).toEqual([]);
});
