import { isTest } from '../../config/programs';
import { fieldsOf, textOrNone } from '../../fields';
import type { CodeProject } from './project';
import type { RepositoryFiles } from './repository-files';

/** What `package.json` says, as far as it matters here. */
export interface Package {
  readonly scripts: Readonly<Record<string, unknown>>;
  /** Of all kinds. */
  readonly dependencies: ReadonlySet<string>;
}

/** @returns undefined if the root has none */
export function packageOf(files: RepositoryFiles): Package | undefined {
  if (!files.has('package.json')) return undefined;
  const fields = fieldsOf(parsed(files.text('package.json')));
  const all = { ...fieldsOf(fields.dependencies), ...fieldsOf(fields.devDependencies) };
  return { scripts: fieldsOf(fields.scripts), dependencies: new Set(Object.keys(all)) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

export function nodeProject(files: RepositoryFiles): CodeProject | undefined {
  const found = packageOf(files);
  if (!found) return undefined;
  const { run, install } = managerOf(files);
  const tests = isTest(found.scripts.test);
  const builds = textOrNone(found.scripts.build) !== undefined;
  const what = [tests && 'test', builds && 'build'].filter(Boolean).join(' and a script ');
  return {
    kind: 'Node',
    because: `package.json${what && ` with a script ${what}`}`,
    build: [
      ...(found.dependencies.size > 0 ? install : []),
      ...(tests ? [`CI=true ${run} test`] : []),
      ...(builds ? [`${run} build`] : []),
    ],
    ...(!tests && { lacks: ['tests: add a script "test" to package.json, and run it here'] }),
  };
}

interface Manager {
  readonly run: string;
  readonly install: readonly string[];
}

/** By the lock file. Node brings corepack, which fetches the version that package.json names. */
function managerOf(files: RepositoryFiles): Manager {
  if (files.has('pnpm-lock.yaml'))
    return byCorepack('pnpm', 'install --frozen-lockfile --prefer-offline');
  if (files.has('yarn.lock')) {
    // Yarn 1 has no such entry, and no --immutable.
    const isModern = /^__metadata:/m.test(files.text('yarn.lock'));
    return byCorepack('yarn', isModern ? 'install --immutable' : 'install --frozen-lockfile');
  }
  const isLocked = files.has('package-lock.json') || files.has('npm-shrinkwrap.json');
  const install = isLocked
    ? ['npm ci']
    : [
        '# Without a lock file, another build of this commit may install something else: commit package-lock.json.',
        'npm install --no-package-lock',
      ];
  return { run: 'npm run', install };
}

function byCorepack(program: string, install: string): Manager {
  return {
    run: `$${program} run`,
    install: [
      `if command -v ${program} >/dev/null; then ${program}=${program}; else ${program}='corepack ${program}'; fi`,
      `$${program} ${install}`,
    ],
  };
}
