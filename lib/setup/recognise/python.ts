import type { CodeProject } from './project';
import type { RepositoryFiles } from './repository-files';

const declarations = [
  'uv.lock',
  'poetry.lock',
  'Pipfile',
  'requirements.txt',
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
];

/** What Python and pytest keep for themselves has times in it: within the bundle, no two builds of a commit would be the same. */
const beside = [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
  'export PYTHONPYCACHEPREFIX="${TMPDIR:-/tmp}/gitenv-pycache"',
  "export PYTEST_ADDOPTS='-p no:cacheprovider'",
];

/** A program, or a package, in Python; not a repository that only has a tool of Python, such as one that makes its manual. */
export function pythonProject(files: RepositoryFiles): CodeProject | undefined {
  const because = declarations.find((name) => files.has(name));
  if (because === undefined || !files.find(/\.py$/)) return undefined;
  const { prepare, run } = toolOf(files, because);
  const test = testOf(files);
  return {
    kind: 'Python',
    because: test === undefined ? because : `${because} and ${test.because}`,
    build: [
      ...beside,
      ...prepare,
      ...(test ? test.build(run) : [`${run} python -m compileall -q .`]),
    ],
    ...(!test && { lacks: ['tests: add some below tests/, and run them here'] }),
  };
}

interface Tool {
  readonly prepare: readonly string[];
  /** What a command begins with to run within the environment. */
  readonly run: string;
}

/** The environment lies beside the work tree: its links lead out of it, so it cannot be part of a bundle. */
const environment = ['venv=$(mktemp -d)', `trap 'rm -rf "$venv"' EXIT`];

function toolOf(files: RepositoryFiles, because: string): Tool {
  if (because === 'uv.lock')
    return {
      prepare: [
        ...environment,
        'export UV_PROJECT_ENVIRONMENT="$venv"',
        'command -v uv >/dev/null || python3 -m pip install --quiet uv',
        'uv sync --frozen --all-groups',
      ],
      run: 'uv run --frozen',
    };
  if (because === 'poetry.lock')
    return {
      prepare: [
        ...environment,
        'export POETRY_VIRTUALENVS_PATH="$venv"',
        'command -v poetry >/dev/null || python3 -m pip install --quiet poetry',
        'poetry install --no-interaction',
      ],
      run: 'poetry run',
    };
  if (because === 'Pipfile')
    return {
      prepare: [
        ...environment,
        'export WORKON_HOME="$venv"',
        'command -v pipenv >/dev/null || python3 -m pip install --quiet pipenv',
        files.has('Pipfile.lock') ? 'pipenv sync --dev' : 'pipenv install --dev',
      ],
      run: 'pipenv run',
    };
  return { prepare: byPip(files), run: '' };
}

function byPip(files: RepositoryFiles): string[] {
  const requirements = files.names.filter((name) =>
    /^requirements([-_.](dev|test|tests|development))?\.txt$|^(dev|test)[-_]requirements\.txt$/.test(
      name,
    ),
  );
  const isPackage =
    files.has('setup.py') || /^\[(build-system|project)\]/m.test(files.text('pyproject.toml'));
  const wanted = [
    ...requirements.filter((name) => /^\s*[^#\s]/m.test(files.text(name))).map((it) => `-r ${it}`),
    ...(isPackage && requirements.length === 0 ? ['.'] : []),
    ...(needsPytest(files) ? ['pytest'] : []),
  ];
  return [
    ...environment,
    'python3 -m venv "$venv"',
    'export PATH="$venv/bin:$PATH"',
    ...(wanted.length > 0
      ? [`python -m pip install --quiet --disable-pip-version-check ${wanted.join(' ')}`]
      : []),
  ];
}

const testFile = /(^|\/)(test_[^/]*|[^/]*_test)\.py$/;

function usesPytest(files: RepositoryFiles): boolean {
  const named = [
    'pyproject.toml',
    'setup.cfg',
    'tox.ini',
    'Pipfile',
    ...files.names.filter((it) => /^[^/]*requirements[^/]*\.txt$/.test(it)),
  ];
  return (
    files.has('pytest.ini') ||
    files.find(/(^|\/)conftest\.py$/) !== undefined ||
    named.some((name) => /pytest/.test(files.text(name))) ||
    files.names.some((name) => testFile.test(name) && !/unittest/.test(files.text(name)))
  );
}

/** Whether nothing that is installed anyway brings it. */
function needsPytest(files: RepositoryFiles): boolean {
  const installed = files.names.filter((name) => /^[^/]*requirements[^/]*\.txt$/.test(name));
  const isDeclared = installed.some((name) => /^\s*pytest\b/im.test(files.text(name)));
  return files.find(testFile) !== undefined && usesPytest(files) && !isDeclared;
}

function testOf(
  files: RepositoryFiles,
): { because: string; build: (run: string) => string[] } | undefined {
  const because = files.find(testFile);
  if (because === undefined) return undefined;
  const command = usesPytest(files)
    ? 'python -m pytest'
    : `python -m unittest discover${/^tests?\//.exec(because)?.[0] ? ` -t . -s ${because.split('/')[0]}` : ''}`;
  return { because, build: (run) => [`${run} ${command}`.trim()] };
}
