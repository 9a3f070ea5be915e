import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { buildspecFiles, buildVariables } from '../../lib/contract';
import { kits, Workbench } from './program/workbench';

interface Buildspec {
  version: number;
  env: { shell: string };
  phases: Record<string, { commands?: string[] }>;
  artifacts?: { files: string[] };
}

function read(file: string): Buildspec {
  return parse(fs.readFileSync(path.join(kits, 'script', file), 'utf8'));
}

let bench: Workbench;
beforeEach(async () => {
  bench = await Workbench.open();
});
afterEach(() => bench.close());

const { build, deploy } = buildspecFiles;

describe('the buildspec of the script kit', () => {
  test('runs ./build, even where the zip lost that it is a program, and in any language', async () => {
    bench.write('build', '#!/usr/bin/env node\nconsole.log(`1 + 1 is ${1 + 1}`);\n');
    expect(await bench.buildspec('script', build)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('1 + 1 is 2\n'),
      stderr: '',
    });
  });

  test('fails when ./build fails, and stores nothing', async () => {
    bench.write('build', '#!/bin/sh\nexit 7\n');
    expect(await bench.buildspec('script', build)).toMatchObject({
      status: 1,
      stderr: 'gitenv: ./build ended with 7.\n',
    });
    expect(await bench.keys()).toEqual([]);
  });

  test('says that ./build is missing, or is a folder, and what to do', async () => {
    const said = await bench.buildspec('script', build);
    expect(said.status).toBe(1);
    expect(said.stderr).toContain("There is no program './build'. Add it at the root");
    fs.mkdirSync(path.join(bench.folder, 'build'));
    const { stderr } = await bench.buildspec('script', build);
    expect(stderr).toContain("There is no program './build'. Add it at the root");
  });

  test('hands on the buildspec of the deploy, the program it runs, and what the build left for it', () => {
    expect(read(build).artifacts?.files).toEqual([deploy, 'gitenv.json', '.gitenv/**/*']);
  });
});

describe('the deployspec of the script kit', () => {
  test('runs ./deploy among the files of the bundle, wherever it runs itself', async () => {
    bench.write('build', '#!/bin/sh\necho built >product\n');
    bench.write('deploy', '#!/bin/sh\necho "$GITENV_ENVIRONMENT gets what was $(cat product)"\n');
    await bench.buildspec('script', build);
    for (const name of ['product', 'build', 'deploy']) fs.rmSync(path.join(bench.folder, name));
    expect(await bench.buildspec('script', deploy)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('dev gets what was built\n'),
      stderr: '',
    });
  });

  test('fails when ./deploy fails', async () => {
    bench.write('build', '#!/bin/sh\n');
    bench.write('deploy', '#!/bin/sh\nexit 3\n');
    await bench.buildspec('script', build);
    expect(await bench.buildspec('script', deploy)).toMatchObject({
      status: 1,
      stderr: 'gitenv: ./deploy ended with 3.\n',
    });
  });
});

describe.each([build, deploy])('%s of the script kit', (file) => {
  test('does nothing in post_build, which runs after a failure too', () => {
    expect(Object.keys(read(file).phases)).toEqual(['install', 'build']);
    expect(read(file).phases.install?.commands).toBeUndefined();
  });

  test('asks for bash, and for version 0.2 so that commands share one shell', () => {
    expect(read(file)).toMatchObject({ version: 0.2, env: { shell: 'bash' } });
  });
});

test('the README of the script kit explains every variable that a build and a deploy get', () => {
  const explained = fs
    .readFileSync(path.join(kits, 'script', 'README.md'), 'utf8')
    .match(/^\| `GITENV_\w+`/gm);
  expect(explained?.map((row) => row.slice(3, -1))).toEqual(Object.values(buildVariables));
});
