import fs from 'node:fs';
import path from 'node:path';
import { kit, LookedAtRepository, whole } from './repository';

let repository: LookedAtRepository;
afterEach(() => repository.end());

async function whatsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  repository = new LookedAtRepository(files);
  return (await repository.look()).whats;
}

const pointer =
  'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';
const tracked = { '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n' };

describe('files that Git LFS keeps', () => {
  test('would reach builds as pointers', async () => {
    const files = { ...whole, ...tracked, 'a.bin': pointer, 'b/c.bin': pointer };
    expect(await whatsOf(files)).toEqual([
      'a.bin and 1 more would reach the build as Git LFS pointers of some 130 bytes, because CodeCommit keeps no LFS files',
    ]);
    const { advice, fixes } = await repository.look();
    expect(fixes[0]).toContain("git lfs untrack '*.bin' && git add --renormalize .");
    expect(advice[0]).toContain('write "lfs": "pointers" in gitenv.json instead');
    repository.commit({ 'gitenv.json': '{ "application": "shop", "lfs": "pointers" }' });
    expect((await repository.look()).whats).toEqual([]);
  });

  test('do not matter as long as there is none, or the build fetches them', async () => {
    expect(await whatsOf({ ...whole, ...tracked, 'a.bin': 'a file itself\n' })).toEqual([]);
    repository.commit({ 'a.bin': pointer, build: '#!/bin/sh\ngit lfs pull\n' });
    expect((await repository.look()).whats).toEqual([]);
  });
});

describe('links', () => {
  const withLink = (target: string, name = 'current', files: Record<string, string> = whole) => {
    repository = new LookedAtRepository(files);
    fs.symlinkSync(target, path.join(repository.folder, name));
    repository.commit();
  };

  test.each(['../shared', '/etc/hosts'])(
    'that lead out to %s can be in no bundle',
    async (target) => {
      withLink(target);
      expect((await repository.look()).whats).toEqual([
        `The link current leads to ${target}, which is not in the commit, and no bundle can have it`,
      ]);
      expect(await repository.follow()).toEqual([]);
    },
  );

  test('are typed into commands as they are called', async () => {
    withLink('/etc/hosts', "it's; $(here)");
    expect(await repository.follow()).toEqual([]);
  });

  test('within the commit are fine', async () => {
    withLink('build');
    expect((await repository.look()).whats).toEqual([]);
  });

  test('beside the folder that is bundled do not matter, and those in it do', async () => {
    const site = { ...whole, 'buildspec.yml': kit('static-site')['buildspec.yml'] };
    withLink('/etc/hosts', 'current', site);
    expect((await repository.look()).whats).toEqual([]);
    repository.commit({ 'dist/index.html': '<p>' });
    fs.symlinkSync('../build', path.join(repository.folder, 'dist', 'out'));
    repository.commit();
    expect((await repository.look()).whats).toEqual([expect.stringContaining('The link dist/out')]);
  });
});

describe('components', () => {
  const withComponents = (components: object, more: object = {}) => ({
    'gitenv.json': JSON.stringify({ application: 'shop', components, ...more, environments: {} }),
  });

  test('each need a kit, of their own or of all', async () => {
    const files = { ...whole, 'web/deploy': whole.deploy };
    expect(await whatsOf({ ...files, ...withComponents({ web: { path: 'web' } }) })).toEqual([
      'gitenv.json names no kit for the component web',
    ]);
    repository.commit(withComponents({ web: { path: 'web' } }, { kit: 'script' }));
    expect((await repository.look()).whats).toEqual([]);
    repository.commit(withComponents({ web: { path: 'web', kit: { name: 'script' } } }));
    expect((await repository.look()).whats).toEqual([]);
  });

  test('that are not there, or lack their deploy, or depend on nobody', async () => {
    const components = {
      api: { path: 'api/', kit: 'script' },
      web: { path: 'web', kit: 'terraform', dependsOn: ['apl'] },
    };
    const files = { ...whole, 'api/main.go': 'package main\n' };
    expect(await whatsOf({ ...files, ...withComponents(components) })).toEqual([
      'Deploy runs api/deploy, which is not in the commit',
      "The component web depends on 'apl', which is no component of gitenv.json",
      'The commit has no folder web, which is the path of the component web',
    ]);
  });
});

test('programs of components may lie elsewhere, and end their lines as Linux does', async () => {
  const web = { path: 'web', kit: 'script', scripts: { deploy: 'ci/deploy' } };
  const config = { application: 'shop', components: { web }, environments: {} };
  const files = { 'gitenv.json': JSON.stringify(config), 'web/ci/deploy': '#!/bin/sh\r\n' };
  expect(await whatsOf({ ...whole, ...files })).toEqual([
    expect.stringContaining('The lines of ./web/ci/deploy end in CRLF'),
  ]);
  expect(await repository.follow()).toEqual([]);
  repository.git('mv', 'web/ci/deploy', 'web/deploy');
  repository.git('commit', '--quiet', '-m', 'Move');
  expect((await repository.look()).whats).toEqual([
    'Deploy runs web/ci/deploy, which is not in the commit',
  ]);
});

describe('gitenv.json that a kit reads', () => {
  test('has to be in the commit, be JSON and name a kit', async () => {
    const { 'gitenv.json': config, ...rest } = kit('cloudformation');
    expect(await whatsOf(rest)).toEqual([
      'The kit that buildspec.yml runs reads gitenv.json, which is not in the commit',
    ]);
    repository.commit({ 'gitenv.json': '{' });
    expect((await repository.look()).whats).toEqual(['gitenv.json is not JSON']);
    repository.commit({ 'gitenv.json': '{ "application": "shop", "environments": {} }' });
    expect((await repository.look()).whats).toEqual([
      'gitenv.json names no kit, and buildspec.yml has one plan',
    ]);
    repository.commit({ 'gitenv.json': config, 'template.yml': 'Resources: {}' });
    expect((await repository.look()).whats).toEqual([]);
  });
});

describe('an application of the CDK', () => {
  const app = (text: string) => ({
    ...kit('cdk'),
    'cdk.json': JSON.stringify({ app: 'node bin/app.js' }),
    'bin/app.js': text,
  });
  const good =
    "new Stack(app, 'web', { stackName: 'shop-web', synthesizer: new LegacyStackSynthesizer() });\n";

  test('as cdk init makes it has a synthesizer and a name that cannot work', async () => {
    expect(await whatsOf(app("new ShopStack(app, 'ShopStack', {});\n"))).toEqual([
      'No source of the commit names a stack shop or shop-…, and the roles of builds and deploys may touch no others',
      expect.stringContaining("the CDK's default synthesizer"),
    ]);
    repository.commit(app(good));
    expect((await repository.look()).whats).toEqual([]);
  });

  test.each([
    'stackName: `${process.env.GITENV_APPLICATION}-web`, synthesizer: x',
    "stack_name='shop', synthesizer=LegacyStackSynthesizer()",
    "name = json.load(open('gitenv.json'))['application']; DefaultStackSynthesizer(generate_bootstrap_version_rule=False)",
  ])('may say both in other ways: %s', async (text) => {
    const { 'bin/app.js': source, ...rest } = app(text);
    expect(await whatsOf({ ...rest, 'app.py': source })).toEqual([]);
  });

  test('may have rights of its own to the bootstrap', async () => {
    const config = {
      application: 'shop',
      kit: 'cdk',
      environments: { dev: { region: 'eu-west-1', buildPolicies: ['arn:aws:iam::1:policy/b'] } },
    };
    const files = app("new Stack(app, 'web', { stackName: 'shop-web' });\n");
    expect(await whatsOf({ ...files, 'gitenv.json': JSON.stringify(config) })).toEqual([]);
  });

  test('looks nothing up in an account, unless it was looked up before', async () => {
    const files = app(`${good}const vpc = Vpc.fromLookup(this, 'vpc', { isDefault: true });\n`);
    repository = new LookedAtRepository({ ...files, '.gitignore': 'cdk.context.json\n' });
    expect((await repository.look()).whats).toEqual([
      'The application looks something up in an account (Vpc.fromLookup), which a build does not do: it reads cdk.context.json, which is not in the commit',
    ]);
    repository.write({ 'cdk.context.json': '{}' });
    expect(await repository.follow()).toEqual([]);
  });

  test('needs a cdk.json, and what is installed is no source', async () => {
    const { 'cdk.json': json, ...rest } = app(good);
    expect(await whatsOf({ ...rest, 'web/node_modules/x/y.js': 'Vpc.fromLookup(a)\n' })).toEqual([
      'The kit cdk reads cdk.json, which is not in the commit',
    ]);
    repository.commit({ 'cdk.json': json });
    expect((await repository.look()).whats).toEqual([]);
  });
});

test('a repository that names its objects by SHA-256 is told so', async () => {
  repository = new LookedAtRepository(whole, '--object-format=sha256');
  expect((await repository.look()).whats).toEqual([expect.stringContaining('SHA-256')]);
});
