import { LookedAtRepository, whole } from './repository';

let repository: LookedAtRepository;
afterEach(() => repository.end());

/** A buildspec of a team's own, with these commands and artifacts. */
function spec(commands: readonly string[], artifacts: readonly string[] = []): string {
  const lines = ['version: 0.2', 'phases:', '  build:', '    commands:'];
  return [...lines, ...commands.map((it) => `      - ${it}`), ...artifacts, ''].join('\n');
}

const everything = ['artifacts:', "  files: ['**/*']"];
const own = {
  'buildspec.yml': spec(['make all'], everything),
  'deployspec.yml': spec(['./ci/deploy', 'node .other/kit.cjs']),
};

async function whatsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  repository = new LookedAtRepository(files);
  return (await repository.look()).whats;
}

describe('buildspecs that CodeBuild would not find', () => {
  test('those of another name are renamed', async () => {
    const { 'buildspec.yml': build, ...rest } = own;
    expect(await whatsOf({ ...rest, 'buildspec.yaml': build })).toEqual([
      'The commit has buildspec.yaml, and CodeBuild reads buildspec.yml',
    ]);
    expect(await repository.follow()).toEqual([]);
  });

  test('a deployspec that is nowhere can be written, and one that is elsewhere is named', async () => {
    const { 'deployspec.yml': deploy, ...rest } = own;
    expect(await whatsOf({ ...rest, 'ci/deployspec.yml': deploy })).toEqual([
      'Deploy reads deployspec.yml, which is not in the commit',
    ]);
    const { advice, fixes } = await repository.look();
    expect(advice).toEqual([
      'There is ci/deployspec.yml. gitenv init writes a deployspec.yml to fill in. Commit that.',
    ]);
    expect(fixes).toEqual(['gitenv init dev --deployspec']);
  });

  test('all that is wrong is said at once', async () => {
    const { build, 'buildspec.yml': spec, ...rest } = whole;
    repository = new LookedAtRepository(rest);
    repository.write({ 'buildspec.yml': spec });
    expect((await repository.look()).whats).toEqual([
      'Build reads buildspec.yml, which is not in the commit: it is only in your work tree',
    ]);
    repository.remove('.gitenv');
    repository.commit();
    expect((await repository.look()).whats).toEqual([
      'buildspec.yml runs .gitenv/kit.cjs, which is not in the commit',
      'buildspec.yml runs build, which is not in the commit',
    ]);
  });
});

describe('buildspecs that CodeBuild would refuse', () => {
  test.each([
    ['version: 0.2\nphases: {build: {commands: ["a]}}\n', /^buildspec.yml is not YAML: .*line 2/],
    ['phases: {build: {commands: [a]}}\n', /^buildspec.yml has no "version: 0.2"$/],
    ['version: 0.2\n', /^buildspec.yml has no phases$/],
    ['just words\n', /^buildspec.yml is empty, or no list of settings/],
    [
      spec(['echo a: b'], everything),
      /^buildspec.yml has a command that YAML reads as a key, 'echo a'/,
    ],
  ])('%j', async (text, expected) => {
    expect(await whatsOf({ ...own, 'buildspec.yml': text })).toEqual([
      expect.stringMatching(expected),
    ]);
  });

  test.each([
    [
      'JSON with tabs',
      '{\n\t"version": 0.2,\n\t"phases": { "build": { "commands": ["cp deployspec.yml out"] } }\n}\n',
    ],
    ['a key twice', spec(['cp deployspec.yml out', 'a']).concat('version: 0.2\n')],
    ['a text over several lines', spec(['cp deployspec.yml out', '"a\n  b"'])],
    ['a list of one command', 'version: 0.2\nphases: {build: {commands: cp deployspec.yml out}}\n'],
  ])('and not those that it takes: %s', async (_, text) => {
    expect(await whatsOf({ ...own, 'buildspec.yml': text })).toEqual([]);
  });
});

describe('a buildspec of a team of its own', () => {
  test('may run whatever it likes', async () => {
    expect(await whatsOf(own)).toEqual([]);
  });

  test('without artifacts hands nothing on', async () => {
    expect(await whatsOf({ ...own, 'buildspec.yml': spec(['make']) })).toEqual([
      'buildspec.yml hands nothing on to Deploy, because it has no artifacts: Deploy would find no deployspec.yml',
    ]);
    const { advice } = await repository.look();
    expect(advice[0]).toContain("artifacts: { files: ['**/*'] }");
    const followed = spec(['make'], ["artifacts: { files: ['**/*'] }"]);
    repository.commit({ 'buildspec.yml': followed });
    expect((await repository.look()).whats).toEqual([]);
  });

  test.each([
    [['  base-directory: dist', "  files: ['**/*']"], /what lies in dist/],
    [["  files: ['*.jar', 'lib/**/*']"], /not among its artifacts/],
    [["  files: ['**/*']", "  exclude-paths: ['*.yml']"], /not among its artifacts/],
  ])('that leaves out deployspec.yml: %j', async (lines, expected) => {
    expect(
      await whatsOf({ ...own, 'buildspec.yml': spec(['make'], ['artifacts:', ...lines]) }),
    ).toEqual([expect.stringMatching(expected)]);
  });

  test.each([
    [["  files: ['*']"]],
    [["  files: ['**/*.yml', 'dist/**/*']"]],
    [['  files: [deployspec.yml, app.zip]']],
    [['  base-directory: .', "  files: ['**/*']"]],
    [["  files: ['$ARTIFACTS']"]],
    [['  files: deployspec.yml']],
  ])('that takes it along: %j', async (lines) => {
    expect(
      await whatsOf({ ...own, 'buildspec.yml': spec(['make'], ['artifacts:', ...lines]) }),
    ).toEqual([]);
  });

  test('that copies it into the folder it hands on', async () => {
    const text = spec(
      ['cp deployspec.yml dist/'],
      ['artifacts:', '  base-directory: dist', "  files: ['**/*']"],
    );
    expect(await whatsOf({ ...own, 'buildspec.yml': text })).toEqual([]);
  });
});
