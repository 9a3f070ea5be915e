import fs from 'node:fs';
import path from 'node:path';
import { kit, LookedAtRepository, whole } from './repository';

let repository: LookedAtRepository;
afterEach(() => repository.end());

describe('what the buildspecs of a kit run', () => {
  test('nothing is said of a commit that has all of it', async () => {
    repository = new LookedAtRepository(whole);
    expect(await repository.look()).toEqual({ whats: [], advice: [], fixes: [] });
  });

  test('the program of the kits that is only in the work tree is to be added', async () => {
    const { '.gitenv/kit.cjs': program, ...rest } = whole;
    repository = new LookedAtRepository(rest);
    repository.write({ '.gitenv/kit.cjs': program });
    expect(await repository.look()).toEqual({
      whats: [
        'buildspec.yml runs .gitenv/kit.cjs, which is not in the commit: it is only in your work tree',
      ],
      advice: [],
      fixes: ["git add .gitenv/kit.cjs && git commit -m 'Add what the release needs'"],
    });
    expect(await repository.follow()).toEqual([]);
  });

  test('what .gitignore keeps out is named with its rule, and added by force', async () => {
    repository = new LookedAtRepository({
      '.gitignore': '# made\nbuild\n.*\n!.gitignore\n',
      ...whole,
    });
    const { whats, fixes } = await repository.look();
    expect(whats).toEqual([
      "buildspec.yml runs .gitenv/kit.cjs, which is not in the commit: .gitignore ignores it, by '.*' in line 3",
      "buildspec.yml runs build, which is not in the commit: .gitignore ignores it, by 'build' in line 2",
    ]);
    expect(fixes).toEqual([
      "git add --force .gitenv/kit.cjs build && git commit -m 'Add what the release needs'",
    ]);
    expect(await repository.follow()).toEqual([]);
  });

  test('the commit counts, not the work tree: what HEAD has, and the commit lacks', async () => {
    const { build, ...rest } = whole;
    repository = new LookedAtRepository(rest);
    repository.commit({ build });
    expect((await repository.look()).whats).toEqual([]);
    expect(await repository.look('HEAD~')).toEqual({
      whats: ['buildspec.yml runs build, which is not in the commit, but in HEAD'],
      advice: ['Push HEAD, or a commit that has it.'],
      fixes: [],
    });
    repository.remove('build');
    expect((await repository.look()).whats).toEqual([]);
  });

  test.each(['release', 'deploy'])('%s as a link that leads to nothing is told', async (name) => {
    const deployspec = whole['deployspec.yml'].replace(
      '-- ./deploy',
      '--before ./release -- ./deploy',
    );
    repository = new LookedAtRepository({
      ...whole,
      'deployspec.yml': deployspec,
      release: '#!/bin/sh\n',
    });
    repository.remove(name);
    fs.symlinkSync('scripts/run', path.join(repository.folder, name));
    repository.commit();
    expect(await repository.look()).toEqual({
      whats: [
        `deployspec.yml runs ./${name}, which is a link to scripts/run, and the commit has no such file`,
      ],
      advice: [`Add that file, or put the program itself at ${name}.`],
      fixes: [],
    });
    repository.commit({ 'scripts/run': '#!/bin/sh\n' });
    expect((await repository.look()).whats).toEqual([]);
  });

  test('a name that differs in its capitals is another one to builds', async () => {
    const { build, ...rest } = whole;
    repository = new LookedAtRepository({ ...rest, Build: build });
    expect((await repository.look()).whats).toEqual([
      'buildspec.yml runs build, which is not in the commit: it has Build, and builds run on Linux, where that is another name',
    ]);
    expect(await repository.follow()).toEqual([]);
  });

  test('a folder is no program, and gitenv.json may name another', async () => {
    const { build, ...rest } = whole;
    repository = new LookedAtRepository({ ...rest, 'build/classes': build });
    const { whats, advice } = await repository.look();
    expect(whats).toEqual(['buildspec.yml runs ./build, which is a folder in the commit']);
    expect(advice[0]).toContain('"scripts": { "build": "scripts/build" }');
    const scripts = JSON.stringify({ application: 'shop', scripts: { build: 'scripts/build' } });
    repository.commit({ 'gitenv.json': scripts });
    expect((await repository.look()).whats).toEqual([
      'buildspec.yml runs scripts/build, which is not in the commit',
    ]);
    repository.commit({ 'scripts/build': build });
    expect((await repository.look()).whats).toEqual([]);
  });

  test('a folder in the place of a program that may be missing does no harm, but to older buildspecs', async () => {
    repository = new LookedAtRepository({ ...kit('cloudformation'), 'build/classes': 'x' });
    expect((await repository.look()).whats).toEqual([]);
    const tested =
      'if [ -e build ]; then export program=./build; else export program=true; fi\n      - node .gitenv/kit.cjs bundle -- "$program"';
    const older = kit('cloudformation')['buildspec.yml'].replace(
      'node .gitenv/kit.cjs bundle --if-present -- ./build',
      tested,
    );
    repository.commit({ 'buildspec.yml': older });
    expect((await repository.look()).whats).toEqual([
      'buildspec.yml runs ./build, which is a folder in the commit',
    ]);
  });

  test('what a kit runs only where it is there may be missing', async () => {
    repository = new LookedAtRepository({
      ...kit('cloudformation'),
      'template.yml': 'Resources: {}',
    });
    expect((await repository.look()).whats).toEqual([]);
  });

  test('a folder in place of a program is told with the name that gitenv.json has for it', async () => {
    const deployspec = whole['deployspec.yml'].replace(
      '-- ./deploy',
      '--before ./release -- ./deploy',
    );
    const config = '{"application":"shop","kit":"script","scripts":{"release":"ops"}}';
    const files = {
      'deployspec.yml': deployspec,
      'gitenv.json': config,
      'ops/m.sh': '#!/bin/sh\n',
    };
    repository = new LookedAtRepository({ ...whole, ...files });
    expect((await repository.look()).advice).toEqual([
      'Write the program elsewhere, such as scripts/release, name it in gitenv.json ("scripts": { "release": "scripts/release" }), and commit both.',
    ]);
  });

  test('a folder that is written otherwise is no other file to be renamed', async () => {
    const config = '{"application":"shop","kit":"script","scripts":{"build":"OPS/b"}}';
    repository = new LookedAtRepository({
      ...whole,
      'gitenv.json': config,
      'ops/b': '#!/bin/sh\n',
    });
    expect(await repository.look()).toEqual({
      whats: [
        'buildspec.yml runs OPS/b, which is not in the commit: it has ops/b, and builds run on Linux, where that is another name',
      ],
      advice: ['Write it as ops/b where it is named, and commit that.'],
      fixes: [],
    });
  });

  test('what runs before a deploy has to be there, where gitenv.json says', async () => {
    const deployspec = whole['deployspec.yml'].replace(
      '-- ./deploy',
      '--before ./release -- ./deploy',
    );
    const build = '#!/bin/sh\n# tests all that a release has to pass\necho building\n';
    repository = new LookedAtRepository({ ...whole, build, 'deployspec.yml': deployspec });
    const advice = ['Write ./release and commit it, or take --before out of deployspec.yml.'];
    expect(await repository.look()).toEqual({
      whats: ['deployspec.yml runs release, which is not in the commit'],
      advice,
      fixes: [],
    });
    const config = '{"application":"shop","kit":"script","scripts":{"release":"ops/migrate"}}';
    repository.commit({ 'gitenv.json': config, 'ops/migrate': '#!/bin/sh\n' });
    expect((await repository.look()).whats).toEqual([]);
  });

  test('the kit makes executable what it runs itself, and a shell does not', async () => {
    repository = new LookedAtRepository(whole);
    repository.git('update-index', '--chmod=-x', 'build', 'deploy');
    repository.git('commit', '--quiet', '-m', 'Not executable');
    expect((await repository.look()).whats).toEqual([]);
    const inShell = whole['buildspec.yml'].replace('-- ./build', '-- sh -c "./build all"');
    repository.write({ 'buildspec.yml': inShell });
    repository.git('commit', '--quiet', '-m', 'In a shell', 'buildspec.yml');
    expect((await repository.look()).whats).toEqual([
      'buildspec.yml runs ./build, which is not executable in the commit',
    ]);
    expect(await repository.follow()).toEqual([]);
  });

  test('lines that end as on Windows are told before Linux looks for an interpreter', async () => {
    repository = new LookedAtRepository({ ...whole, build: '#!/bin/sh\r\necho building\r\n' });
    expect((await repository.look()).whats).toEqual([
      "The lines of ./build end in CRLF, as on Windows, and Linux finds no interpreter 'sh\\r'",
    ]);
    expect(await repository.follow()).toEqual([]);
  });

  test('what a build makes, Deploy may run', async () => {
    const { deploy, ...rest } = whole;
    repository = new LookedAtRepository(rest);
    expect((await repository.look()).whats).toEqual([
      'deployspec.yml runs deploy, which is not in the commit',
    ]);
    repository.commit({ build: '#!/bin/sh\ncp ci/deploy.sh deploy\n' });
    expect((await repository.look()).whats).toEqual([]);
    const part = whole['buildspec.yml'].replace('bundle --', 'bundle --from dist --');
    repository.commit({ build: whole.build, 'buildspec.yml': part });
    expect((await repository.look()).whats).toEqual([]);
  });

  test('components have deploys of their own, in place of one of the whole', async () => {
    const { deploy, ...rest } = whole;
    const config = { application: 'shop', kit: 'script', environments: {} };
    const components = { web: { path: 'web' } };
    const own = { ...rest, 'web/deploy': deploy };
    repository = new LookedAtRepository({ ...own, 'gitenv.json': JSON.stringify(config) });
    expect((await repository.look()).whats).toHaveLength(1);
    repository.commit({ 'gitenv.json': JSON.stringify({ ...config, components }) });
    expect((await repository.look()).whats).toEqual([]);
  });

  test('a command of the buildspec may make the program before', async () => {
    const { build, ...rest } = whole;
    const first = '      - cp ci/build.sh build\n      - node .gitenv/kit.cjs bundle';
    const made = rest['buildspec.yml'].replace('      - node .gitenv/kit.cjs bundle', first);
    repository = new LookedAtRepository({ ...rest, 'buildspec.yml': made, 'ci/build.sh': build });
    expect((await repository.look()).whats).toEqual([]);
  });

  test('a link and what lies in a submodule are left to the build', async () => {
    const { build, deploy, ...rest } = whole;
    repository = new LookedAtRepository(rest);
    repository.write({ 'ci/build.sh': build, target: 'ci/build.sh' });
    repository.git('add', '--all');
    const link = repository.git('hash-object', '-w', 'target');
    repository.git('update-index', '--add', '--cacheinfo', `120000,${link},build`);
    const module = repository.git('rev-parse', 'HEAD');
    repository.git('update-index', '--add', '--cacheinfo', `160000,${module},tools`);
    const inside = rest['deployspec.yml'].replace('-- ./deploy', '-- ./tools/deploy');
    repository.write({ 'deployspec.yml': inside });
    repository.git('add', 'deployspec.yml');
    repository.git('commit', '--quiet', '-m', 'Links');
    expect((await repository.look()).whats).toEqual([]);
    expect(deploy).not.toBe('');
  });
});
