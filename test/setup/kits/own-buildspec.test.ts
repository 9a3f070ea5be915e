import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { chooseKit, writeKit } from '../../../lib/setup/kits/kit';
import { lacksOfOwn, refuseMisnamed, writeDeployspec } from '../../../lib/setup/kits/own-buildspec';
import { filesNamed } from '../../../lib/setup/recognise/repository-files';

const project = path.join(__dirname, '../../..');
const kits = {
  folder: path.join(project, 'buildspecs'),
  program: path.join(project, 'dist', 'kit.cjs'),
};

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-own-'));
});
afterEach(() => fs.rmSync(root, { recursive: true }));

const write = (name: string, text: string) => fs.writeFileSync(path.join(root, name), text);
const whats = () => lacksOfOwn(root, 'dev').map(({ what }) => what);
const own =
  "version: 0.2\nphases: { build: { commands: [make] } }\nartifacts: { files: ['**/*'] }\n";

describe("a buildspec of a team's own", () => {
  test('lacks the one for deploys, which is written once', () => {
    write('buildspec.yml', own);
    expect(lacksOfOwn(root, 'dev')).toEqual([
      {
        what: 'buildspec.yml is your own, and Deploy runs deployspec.yml beside it, which is not there yet',
        fix: 'gitenv init dev --deployspec',
      },
    ]);
    expect(writeDeployspec(root)).toEqual(['deployspec.yml']);
    write('deployspec.yml', own);
    expect(writeDeployspec(root)).toEqual([]);
    expect(fs.readFileSync(path.join(root, 'deployspec.yml'), 'utf8')).toBe(own);
    expect(whats()).toEqual([]);
  });

  test.each([
    ['the commit', { CODEBUILD_SRC_DIR: 'commit', CODEBUILD_SRC_DIR_Bundle: 'built' }],
    ['what was built', { CODEBUILD_SRC_DIR: 'built' }],
  ])('begins among the files that were built if the first input is %s', (_, folders) => {
    writeDeployspec(root);
    for (const name of ['commit', 'built']) {
      fs.mkdirSync(path.join(root, name));
      fs.writeFileSync(path.join(root, name, `${name}.txt`), '');
    }
    const { phases } = parse(fs.readFileSync(path.join(root, 'deployspec.yml'), 'utf8'));
    const env = Object.entries(folders).map(([name, folder]) => [name, path.join(root, folder)]);
    const said = execFileSync('bash', ['-ec', phases.build.commands.join('\n')], {
      cwd: path.join(root, folders.CODEBUILD_SRC_DIR),
      env: { PATH: process.env.PATH, ...Object.fromEntries(env) },
      encoding: 'utf8',
    });
    expect(said).toMatch(/^built\.txt\n/);
  });

  test('has to hand that on', () => {
    write('buildspec.yml', own.replace("['**/*']", "['*.jar']"));
    writeDeployspec(root);
    expect(whats()).toEqual([
      'buildspec.yml does not hand deployspec.yml on to Deploy: it is not among its artifacts',
    ]);
  });

  test.each(['buildspec.yaml', '.buildspec.yml', 'Buildspec.yml', 'deployspec.yaml'])(
    'is noticed under the name %s',
    (name) => {
      write(name, own);
      expect(() => refuseMisnamed(root)).toThrow(`The repository has ${name}, and CodeBuild reads`);
    },
  );

  test.each(['buildspec.yaml.orig', 'buildspec-dev.yml', 'my-buildspec.yml'])(
    'is not taken for %s',
    (name) => {
      write(name, own);
      expect(() => refuseMisnamed(root)).not.toThrow();
    },
  );
});

test('the program of the kits is written again if a buildspec runs it', () => {
  writeKit(root, kits, 'script');
  fs.rmSync(path.join(root, '.gitenv'), { recursive: true });
  expect(lacksOfOwn(root, 'dev')).toEqual([]);
  expect(writeKit(root, kits, undefined)).toEqual(['.gitenv/kit.cjs']);
});

describe('half of a kit', () => {
  const choose = () =>
    chooseKit(root, filesNamed(root, fs.readdirSync(root)), kits, {
      asked: undefined,
      recorded: undefined,
    });

  test('is completed by that kit', () => {
    writeKit(root, kits, 'script');
    fs.rmSync(path.join(root, 'deployspec.yml'));
    expect(choose()).toEqual({ name: 'script', because: 'buildspec.yml' });
  });

  test('is left alone if it was changed, or could be of several', () => {
    writeKit(root, kits, 'ecs');
    fs.rmSync(path.join(root, 'buildspec.yml'));
    expect(choose()).toBeUndefined();
    fs.rmSync(path.join(root, 'deployspec.yml'));
    write('buildspec.yml', own);
    expect(choose()).toBeUndefined();
  });
});
