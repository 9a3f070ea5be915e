import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chooseKit, type Kits, listKits, writeKit } from '../../../lib/setup/kits/kit';
import { filesNamed } from '../../../lib/setup/recognise/repository-files';

const kits: Kits = {
  folder: path.resolve(__dirname, '../../../buildspecs'),
  program: path.resolve(__dirname, '../../../dist/kit.cjs'),
};

/** The template of one of the examples. */
const example = (name: string) =>
  fs.readFileSync(path.resolve(__dirname, '../../../examples', name, 'template.yml'), 'utf8');

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-repository-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const write = (name: string, text = '') => fs.writeFileSync(path.join(root, name), text);
const choose = (asked?: string, recorded?: string) =>
  chooseKit(root, filesNamed(root, fs.readdirSync(root)), kits, { asked, recorded });
const files = () => fs.readdirSync(root, { recursive: true }).sort();

describe('the kit of a repository without buildspecs', () => {
  test.each([
    ['cdk.json', '{"app": "node app.js"}', 'cdk'],
    ['template.yml', 'Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n', 'cloudformation'],
    ['template.json', '{"Resources": {}}', 'cloudformation'],
    ['template.yml', example('quotes'), 'lambda-image'],
    ['template.yml', example('courier'), 'ecs'],
    ['template.yaml', 'Transform: AWS::Serverless-2016-10-31\nResources: {}\n', 'sam'],
    ['samconfig.toml', '', 'sam'],
    ['main.tf', '', 'terraform'],
    ['network.tofu', '', 'terraform'],
    ['root.hcl', '', 'terragrunt'],
  ])('is proposed because of %s', (name, text, kit) => {
    write(name, text);
    expect(choose()).toEqual({ name: kit, because: name });
  });

  test('is script where nothing speaks for another', () => {
    write('template.yml', 'a letter\n');
    expect(choose()).toEqual({
      name: 'script',
      because: undefined,
    });
  });

  test('is the one that is asked for, or recorded', () => {
    write('cdk.json');
    expect(choose('script')).toMatchObject({ name: 'script' });
    expect(choose(undefined, 'cloudformation')).toMatchObject({ name: 'cloudformation' });
  });

  test('is none that does not exist', () => {
    expect(() => choose('kubernetes')).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        message: expect.stringMatching(/^There is no kit 'kubernetes'; there are .*script/),
        hint: 'gitenv kits',
      }),
    );
  });
});

describe('buildspecs that a repository has', () => {
  test('keep it from getting a kit', () => {
    write('buildspec.yml', 'mine\n');
    expect(choose()).toBeUndefined();
    expect(writeKit(root, kits, undefined)).toEqual([]);
    expect(files()).toEqual(['buildspec.yml']);
  });

  test('are not replaced by a kit that is asked for', () => {
    write('deployspec.yml', 'mine\n');
    expect(() => choose('static-site')).toThrow(
      expect.objectContaining({
        message:
          "The repository has deployspec.yml already, which the kit 'static-site' would replace; nothing was changed.",
        hint: 'git rm deployspec.yml',
      }),
    );
  });
});

describe('what is written of a kit', () => {
  test('is its buildspecs and the program, the first time', () => {
    expect(writeKit(root, kits, 'cloudformation')).toEqual([
      'buildspec.yml',
      'deployspec.yml',
      'driftspec.yml',
      '.gitenv/kit.cjs',
    ]);
    expect(writeKit(root, kits, 'cloudformation')).toEqual([]);
  });

  test('is the program alone where it was another version’s; the buildspecs are the repository’s by then', () => {
    writeKit(root, kits, 'script');
    write('buildspec.yml', 'changed\n');
    write('.gitenv/kit.cjs', '// of an older gitenv\n');
    expect(writeKit(root, kits, 'script')).toEqual(['.gitenv/kit.cjs']);
    expect(fs.readFileSync(path.join(root, 'buildspec.yml'), 'utf8')).toBe('changed\n');
  });
});

test('every kit is listed with what it is', () => {
  const listed = listKits(kits);
  const isKit = (name: string) => fs.existsSync(path.join(kits.folder, name, 'buildspec.yml'));
  const folders = fs.readdirSync(kits.folder).filter(isKit);
  expect(listed.map(({ name }) => name)).toEqual(folders.sort());
  for (const { summary } of listed) expect(summary).toMatch(/^[A-Z].{20,}\.$/);
});
