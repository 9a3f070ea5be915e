import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { buildspecFiles, buildVariables } from '../../lib/contract';

const kit = path.resolve(__dirname, '../../buildspecs/script');

interface Buildspec {
  version: number;
  env: { shell: string };
  phases: Record<string, { commands: string[] }>;
  artifacts?: { files: string[] };
}

function read(file: string): Buildspec {
  return parse(fs.readFileSync(path.join(kit, file), 'utf8'));
}

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-kit-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** Runs the build phase as CodeBuild does: in one shell, up to the first command that fails. */
function run(file: string) {
  const { phases, env } = read(file);
  const script = (phases.build?.commands ?? []).map(
    (command) => `${command}\n[ $? -eq 0 ] || exit 1`,
  );
  return spawnSync(env.shell, ['-c', script.join('\n')], {
    cwd: folder,
    encoding: 'utf8',
    // A bash whose input is a socket takes itself for a remote shell and reads the user's .bashrc.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, [buildVariables.environment]: 'dev' },
  });
}

function write(name: string, text: string): void {
  fs.writeFileSync(path.join(folder, name), text, { mode: 0o644 });
}

describe.each([
  [buildspecFiles.build, 'build'],
  [buildspecFiles.deploy, 'deploy'],
])('%s of the script kit', (file, program) => {
  test(`runs ./${program}, even where the zip lost that it is a program`, () => {
    write(program, '#!/bin/sh\necho "ran for $GITENV_ENVIRONMENT"\n');
    expect(run(file)).toMatchObject({ status: 0, stdout: 'ran for dev\n', stderr: '' });
  });

  test(`takes ./${program} in any language`, () => {
    write(program, '#!/usr/bin/env node\nconsole.log(1 + 1);\n');
    expect(run(file)).toMatchObject({ status: 0, stdout: '2\n' });
  });

  test(`fails when ./${program} fails`, () => {
    write(program, '#!/bin/sh\nexit 7\n');
    expect(run(file).status).not.toBe(0);
  });

  test(`says that ./${program} is missing, and what to do`, () => {
    const { status, stderr } = run(file);
    expect(status).not.toBe(0);
    expect(stderr).toContain(`There is no program '${program}'`);
    expect(stderr).toContain(`or change ${file}.`);
    expect(stderr).not.toContain('chmod');
  });

  test(`takes a folder of the name ${program} for no program`, () => {
    fs.mkdirSync(path.join(folder, program));
    expect(run(file).stderr).toContain(`There is no program '${program}'`);
  });

  test('does its work in the build phase alone, since post_build runs after a failure too', () => {
    expect(Object.keys(read(file).phases)).toEqual(['build']);
  });

  test('asks for bash, and for version 0.2 so that commands share one shell', () => {
    expect(read(file)).toMatchObject({ version: 0.2, env: { shell: 'bash' } });
  });
});

describe('the script kit', () => {
  test('hands everything that the build left to the deploy, the buildspec of the deploy included', () => {
    expect(read(buildspecFiles.build).artifacts).toEqual({ files: ['**/*'] });
  });

  test('explains every variable that a build and a deploy get', () => {
    const explained = fs
      .readFileSync(path.join(kit, 'README.md'), 'utf8')
      .match(/^\| `GITENV_\w+`/gm);
    expect(explained?.map((row) => row.slice(3, -1))).toEqual(Object.values(buildVariables));
  });
});
