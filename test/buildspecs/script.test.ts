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
    expect(stderr).toContain(
      `There is no program './build'. It is a folder. Write the program elsewhere, and say in gitenv.json where: "scripts": { "build": "scripts/build" }.`,
    );
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

describe('"scripts" of gitenv.json', () => {
  const declare = (scripts: unknown) =>
    bench.write(
      'gitenv.json',
      JSON.stringify({ application: 'orders', scripts, environments: {} }),
    );

  test('say where build and deploy lie, where build is a folder', async () => {
    declare({ build: 'scripts/build', deploy: './ops/ship.sh' });
    bench.write('build/index.html', 'made by something else');
    bench.write('scripts/build', '#!/bin/sh\necho "built in $(basename "$PWD")" >product\n');
    bench.write('ops/ship.sh', '#!/bin/sh\ncat product build/index.html\n');
    const within = path.basename(bench.folder);
    expect(await bench.buildspec('script', build)).toMatchObject({ status: 0, stderr: '' });
    expect(await bench.buildspec('script', deploy)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`built in ${within}\nmade by something else`),
    });
  });

  test('leave the program that they do not name where it usually is', async () => {
    declare({ build: 'scripts/build' });
    bench.write('scripts/build', '#!/bin/sh\n');
    bench.write('deploy', '#!/bin/sh\necho from the root\n');
    await bench.buildspec('script', build);
    expect((await bench.buildspec('script', deploy)).stdout).toContain('from the root\n');
  });

  test('do not change what another command of a buildspec runs', async () => {
    declare({ build: 'scripts/build' });
    expect(await bench.kit('bundle', '--', 'touch', './build')).toMatchObject({ status: 0 });
  });

  test.each([
    [{ build: '../build' }, 'scripts.build: a script is the path of a file in the repository'],
    [{ build: '/bin/true' }, 'scripts.build: a script is the path'],
    [{ verify: 'x' }, "scripts has no program 'verify'; it has build, deploy, release."],
    [['x'], 'scripts has to be an object.'],
  ])('are refused as %j', async (scripts, why) => {
    declare(scripts);
    const { status, stderr } = await bench.buildspec('script', build);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining(`gitenv: gitenv.json: ${why}`),
    });
  });
});

describe('a program that an application may leave away', () => {
  const run = () => bench.kit('bundle', '--if-present', '--', './build');

  test('is run if it is there, and is none if it is a folder', async () => {
    bench.write('index.html', 'a page');
    expect(await run()).toMatchObject({ status: 0, stderr: '' });
    const second = bench.another('d'.repeat(40));
    second.write('build/page.html', 'a page');
    expect(await second.kit('bundle', '--if-present', '--', './build')).toMatchObject({
      status: 0,
      stderr: '',
    });
    const third = bench.another('e'.repeat(40));
    third.write('build', '#!/bin/sh\nexit 7\n');
    expect(await third.kit('bundle', '--if-present', '--', './build')).toMatchObject({
      status: 1,
      stderr: 'gitenv: ./build ended with 7.\n',
    });
  });

  test('has to be there if gitenv.json names it', async () => {
    bench.write('gitenv.json', JSON.stringify({ scripts: { build: 'ops/build' } }));
    expect(await run()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("There is no program './ops/build'."),
    });
  });

  test('is run beside the build of a kit like this', async () => {
    bench.write('gitenv.json', JSON.stringify({ scripts: { build: 'ops/build' } }));
    bench.write('ops/build', '#!/bin/sh\necho tested\n');
    expect(await bench.kit('run', '--if-present', '--', './build')).toMatchObject({
      status: 0,
      stdout: 'tested\n',
    });
    fs.rmSync(path.join(bench.folder, 'gitenv.json'));
    expect(await bench.kit('run', '--if-present', '--', './build')).toMatchObject({
      status: 0,
      stdout: '',
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
