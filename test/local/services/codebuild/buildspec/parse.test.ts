import { BuildspecError } from '../../../../../lib/local/services/codebuild/buildspec/buildspec';
import { parseBuildspec } from '../../../../../lib/local/services/codebuild/buildspec/parse';

/** A buildspec whose build phase holds these lines under `commands:`. */
const withCommands = (...lines: string[]) =>
  [
    'version: 0.2',
    'phases:',
    '  build:',
    '    commands:',
    ...lines.map((line) => `      ${line}`),
  ].join('\n');

function failure(text: string): { line: number; column: number; message: string } {
  try {
    parseBuildspec(text);
  } catch (error) {
    if (!(error instanceof BuildspecError)) throw error;
    const { line, column, message } = error;
    return { line, column, message };
  }
  throw new Error('the buildspec was read');
}

describe('a buildspec', () => {
  test('is read with all of its parts', () => {
    const spec = parseBuildspec(`
version: 0.2
env:
  shell: /bin/sh
  variables: { A: "1" }
  parameter-store: { P: /p }
  secrets-manager: { S: "id:key" }
  exported-variables: [A]
  git-credential-helper: yes
phases:
  install:
    runtime-versions: { nodejs: 20, python: 3.10 }
    commands: npm ci
  build:
    on-failure: ABORT
    commands: [npm test, npm run build]
    finally: [echo done]
reports:
  unit: { files: ['*.xml'], file-format: JUnitXml }
artifacts:
  files: dist/**/*
  discard-paths: no
  secondary-artifacts:
    docs: { files: ['docs/*'], base-directory: out }
cache:
  key: npm-$(hash package-lock.json)
  fallback-keys: [npm-]
  paths: ['~/.npm/**/*']
`);
    expect(spec).toMatchObject({
      version: '0.2',
      env: {
        shell: 'sh',
        variables: { A: '1' },
        parameterStore: { P: '/p' },
        secretsManager: { S: 'id:key' },
        exportedVariables: ['A'],
        gitCredentialHelper: true,
      },
      phases: {
        install: { commands: ['npm ci'], runtimeVersions: { nodejs: '20', python: '3.10' } },
        build: {
          commands: ['npm test', 'npm run build'],
          finally: ['echo done'],
          onFailure: { action: 'ABORT' },
        },
      },
      reports: { unit: { files: ['*.xml'], fileFormat: 'JUNITXML' } },
      artifacts: { files: ['dist/**/*'], discardPaths: false },
      secondaryArtifacts: { docs: { files: ['docs/*'], baseDirectory: 'out' } },
      cache: { fallbackKeys: ['npm-'], paths: ['~/.npm/**/*'] },
      warnings: [],
    });
  });

  test('may be JSON, even JSON indented with tabs', () => {
    const json = JSON.stringify(
      { version: '0.2', phases: { build: { commands: ['a'] } } },
      null,
      '\t',
    );
    expect(parseBuildspec(json).phases.build?.commands).toEqual(['a']);
  });

  test('may continue quoted text and brackets in any column', () => {
    const { phases } = parseBuildspec(
      'version: 0.2\nphases:\n  build:\n    commands: [\n    "echo one\n    two",\n    ls\n    ]\n',
    );
    expect(phases.build?.commands).toEqual(['echo one two', 'ls']);
  });

  test.each(['0.2', '"0.2"', '0.1'])('may say version: %s', (version) => {
    expect(parseBuildspec(`version: ${version}\nphases: {}\n`).version).toBe(
      version.replaceAll('"', ''),
    );
  });

  test('keeps scalars as they are written', () => {
    const { phases, env } = parseBuildspec(
      'version: 0.2\nenv:\n  variables: { A: 8.0, B: yes, C: 007, D: , E: ~ }\nphases:\n  install:\n    runtime-versions:\n      python: 3.10\n',
    );
    expect(env.variables).toEqual({ A: '8.0', B: 'yes', C: '007', D: '', E: '' });
    expect(phases.install?.runtimeVersions).toEqual({ python: '3.10' });
  });

  test.each([
    ['yes', true],
    ['no', false],
    ['true', true],
    ['False', false],
    ['on', true],
    ['"no"', false],
  ])('takes discard-paths: %s for %s', (word, expected) => {
    const { artifacts } = parseBuildspec(
      `version: 0.2\nphases: {}\nartifacts:\n  files: ['**/*']\n  discard-paths: ${word}\n`,
    );
    expect(artifacts?.discardPaths).toBe(expected);
  });

  test('accepts a tab after a value, phases without commands, and block scalars', () => {
    const { phases } = parseBuildspec(
      'version: 0.2\t\nphases:\n  install:\n  pre_build:\n    finally: []\n  build:\n    commands:\n      - |\n        a\n        b\n      - >\n        c\n        d\n',
    );
    expect(phases.install?.commands).toEqual([]);
    expect(phases.build?.commands).toEqual(['a\nb\n', 'c d\n']);
  });

  test('takes the last of two equal keys, and says so', () => {
    const { env, warnings } = parseBuildspec(
      'version: 0.2\nenv:\n  variables:\n    A: 1\n    A: 2\nphases: {}\n',
    );
    expect(env.variables).toEqual({ A: '2' });
    expect(warnings).toEqual(['line 5: env.variables.A is written twice; the last counts.']);
  });

  test('follows anchors and merges', () => {
    const { phases } = parseBuildspec(
      'version: 0.2\nphases:\n  install: &same\n    commands: [a]\n  build: *same\n  post_build:\n    <<: *same\n    finally: [b]\n',
    );
    expect(phases.build?.commands).toEqual(['a']);
    expect(phases.post_build).toMatchObject({ commands: ['a'], finally: ['b'] });
  });

  test('skips a command that is null, and says so', () => {
    const { phases, warnings } = parseBuildspec(withCommands('- a', '-', '- b'));
    expect(phases.build?.commands).toEqual(['a', 'b']);
    expect(warnings).toEqual([expect.stringContaining('phases.build.commands[1] is empty')]);
  });

  test.each([
    ['RETRY', { action: 'RETRY', count: 3 }],
    ['RETRY-5', { action: 'RETRY', count: 5 }],
    ['RETRY-.*timeout.*', { action: 'RETRY', count: 3, pattern: /.*timeout.*/ }],
    ['RETRY-2-time-out', { action: 'RETRY', count: 2, pattern: /time-out/ }],
    ['continue', { action: 'CONTINUE' }],
  ])('understands on-failure: %s', (text, expected) => {
    const spec = parseBuildspec(`version: 0.2\nphases:\n  build:\n    on-failure: ${text}\n`);
    expect(spec.phases.build?.onFailure).toMatchObject(expected);
  });
});

describe('a buildspec with keys that mean nothing', () => {
  const warningsOf = (text: string) => parseBuildspec(text).warnings;

  test.each([
    [
      'phases:\n  build:\n    command: [a]',
      'line 4: "command" means nothing under phases.build; did you mean commands?',
    ],
    [
      'phases:\n  install:\n    commands: [a]\n    build:\n      commands: [b]',
      'line 6: "build" means nothing under phases.install; a phase cannot stand inside a phase',
    ],
    [
      'phases: {}\nartifact:\n  files: a',
      'line 4: "artifact" means nothing at the top level and is ignored; did you mean artifacts?',
    ],
    [
      'phases: {}\nartifacts:\n  file: a',
      'line 4: "file" means nothing under artifacts; did you mean files?',
    ],
    [
      'phases: {}\nsteps: []',
      'line 3: "steps" means nothing at the top level; CodeBuild has phases with commands',
    ],
    [
      'phases: {}\nenv:\n  secret-manager: { A: b }',
      'line 4: "secret-manager" means nothing under env; did you mean secrets-manager?',
    ],
    [
      'phases: {}\nsomething: 1',
      'line 3: "something" means nothing at the top level and is ignored.',
    ],
  ])('warns: %j', (text, warning) => {
    expect(warningsOf(`version: 0.2\n${text}\n`)[0]).toContain(warning);
  });

  test('warns of a list item that went into the item before', () => {
    expect(warningsOf(withCommands('- echo a', '  - echo b'))).toEqual([
      expect.stringContaining('check the indentation of the list'),
    ]);
  });
});

describe('a broken buildspec', () => {
  test.each<[string, string, number, number, RegExp]>([
    ['a tab as indentation', 'version: 0.2\nphases:\n\tbuild:\n', 3, 1, /tab indents/],
    ['a zero-width space', withCommands('- echo a\u200b: "b" c'), 5, 15, /zero-width space/],
    [
      'a zero-width space before a key',
      'version: 0.2\nphases:\n  build:\n    \u200bcommands:\n    - a\n',
      4,
      5,
      /zero-width space/,
    ],
    ['a command with ": "', withCommands('- echo a', '- echo "Status: ok": done'), 6, 9, /quotes/],
    ['a test in brackets', withCommands('- [ -f x ] && echo yes'), 5, 9, /as a list/],
    ['quotes around the first word', withCommands('- "a b" && c'), 5, 9, /quotes at the start/],
    [
      'an unquoted glob',
      'version: 0.2\nphases: {}\nartifacts:\n  files:\n    - **/*\n',
      5,
      7,
      /Quote it|in quotes/,
    ],
    ['a command that starts with a backtick', withCommands('- `date`'), 5, 9, /in quotes/],
    ['a command that starts with a percent sign', withCommands('- %x'), 5, 9, /in quotes/],
    [
      'wrong indentation',
      'version: 0.2\nphases:\n  build:\n    commands: [a]\n   post_build:\n    commands: [b]\n',
      5,
      1,
      /indentation/,
    ],
    ['an unclosed quote', withCommands('- echo a', '- "echo b', '- echo c'), 6, 9, /quote/],
    [
      'a missing colon',
      'version: 0.2\nphases\n  build:\n    commands: [a]\n',
      2,
      1,
      /colon|indentation/,
    ],
  ])('with %s is told so, with the place', (_, text, line, column, message) => {
    expect(failure(text)).toEqual({ line, column, message: expect.stringMatching(message) });
  });

  test.each<[string, string, RegExp]>([
    [
      'a command that YAML reads as a map',
      withCommands('- echo a: b'),
      /line 5, column 9: .*because of the ": "/,
    ],
    [
      'a phase that does not exist',
      'version: 0.2\nphases:\n  pre-build:\n    commands: [a]\n',
      /line 4, column 5: "pre-build" is not a phase.* Did you mean pre_build\?/,
    ],
    [
      'artifacts under phases',
      'version: 0.2\nphases:\n  artifacts:\n    files: a\n',
      /"artifacts" belongs at the top level/,
    ],
    ['no version', 'phases:\n  build:\n    commands: [a]\n', /needs "version: 0.2"/],
    ['another version', 'version: 2\nphases: {}\n', /line 1, column 10: version must be 0.2/],
    ['neither phases nor batch', 'version: 0.2\n', /needs "phases"/],
    [
      'a list where a phase is expected',
      'version: 0.2\nphases:\n  build:\n    - a\n',
      /must hold keys such as "commands:"/,
    ],
    ['PowerShell', 'version: 0.2\nenv:\n  shell: powershell.exe\nphases: {}\n', /needs Windows/],
    ['another user', 'version: 0.2\nrun-as: builder\nphases: {}\n', /run-as is not implemented/],
    ['text', 'hello\n', /starts with keys/],
    ['nothing', '', /starts with keys/],
    ['no bottom', `a: ${'['.repeat(20_000)}`, /nests more than 300 levels deep/],
    ['JSON without a bottom', '{"a":'.repeat(20_000), /nests more than 300 levels deep/],
    [
      'a word that is neither yes nor no',
      'version: 0.2\nphases: {}\nartifacts:\n  files: a\n  discard-paths: maybe\n',
      /line 5, column 18: .*must be yes or no/,
    ],
    ['an alias without an anchor', withCommands('- *nothing'), /no.*of that name|in quotes/],
  ])('with %s is told so', (_, text, message) => {
    expect(failure(text).message).toMatch(message);
  });
});
