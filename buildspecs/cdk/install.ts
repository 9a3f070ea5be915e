import fs from 'node:fs';
import path from 'node:path';
import { isTest } from '../../lib/config/programs';
import { clauseOf, GitenvError } from '../../lib/errors';
import type { BuildSite } from '../program/job/builder';
import { runCommand } from '../program/job/run-command';

type Environment = BuildSite['env'];

/** What an application of npm's kind is installed and tested by. */
interface Manager {
  readonly name: string;
  /** As a program and its first arguments. */
  readonly program: readonly string[];
  readonly install: readonly string[];
}

/**
 * Installs what the application declares, unless a command before has: with `package.json` by what its lock file belongs
 * to, and then its tests are run; with `requirements.txt`, if Python runs the application, in a virtual environment.
 * @param app how the application is run
 * @returns the environment in which it runs then
 * @throws GitenvError TOOL_MISSING, TOOL_FAILED
 */
export async function installDeclared(site: BuildSite, app: string): Promise<Environment> {
  if (isThere(site.root, 'package.json') && !isThere(site.root, 'node_modules'))
    await installAndTest(site);
  const isPython = /\bpython|\.venv\b/.test(app);
  if (!isPython || !isThere(site.root, 'requirements.txt')) return site.env;
  return installRequirements(site);
}

async function installAndTest(site: BuildSite): Promise<void> {
  const { root, env } = site;
  const { dependencies = {}, devDependencies = {}, scripts } = readPackage(root);
  const manager = managerOf(root, env);
  if (Object.keys({ ...dependencies, ...devDependencies }).length > 0)
    await installPackages(site, manager);
  if (isTest(scripts?.test))
    await runCommand([...manager.program, 'run', 'test'], { cwd: root, env });
}

async function installPackages({ root, env, say }: BuildSite, manager: Manager): Promise<void> {
  const { name, program, install: options } = manager;
  if (name === 'npm' && options.includes('install'))
    say(
      'package.json has no lock file, so another build of this commit may install something else. To fix that: npm install, and commit package-lock.json.',
    );
  else say(`Installing what package.json declares with ${name}.`);
  await runCommand([...program, ...options], { cwd: root, env });
}

function managerOf(root: string, env: Environment): Manager {
  if (isThere(root, 'pnpm-lock.yaml'))
    return {
      name: 'pnpm',
      program: pathOrCorepack('pnpm', env),
      install: ['install', '--frozen-lockfile'],
    };
  if (isThere(root, 'yarn.lock')) {
    // Yarn 1 has no such entry, and no --immutable.
    const isModern = /^__metadata:/m.test(fs.readFileSync(path.join(root, 'yarn.lock'), 'utf8'));
    const option = isModern ? '--immutable' : '--frozen-lockfile';
    return { name: 'yarn', program: pathOrCorepack('yarn', env), install: ['install', option] };
  }
  const isLocked = ['package-lock.json', 'npm-shrinkwrap.json'].some((file) => isThere(root, file));
  return {
    name: 'npm',
    program: ['npm'],
    install: isLocked ? ['ci'] : ['install', '--no-package-lock'],
  };
}

/** Node brings corepack, which fetches the version that package.json names. */
function pathOrCorepack(program: string, { PATH = '' }: Environment): readonly string[] {
  const isOnPath = PATH.split(path.delimiter).some((folder) => isThere(folder, program));
  return isOnPath ? [program] : ['corepack', program];
}

const environmentFolder = '.venv';

async function installRequirements({ root, env, say }: BuildSite): Promise<Environment> {
  const folder = path.join(root, environmentFolder);
  const bin = path.join(folder, 'bin');
  const inside = {
    ...env,
    VIRTUAL_ENV: folder,
    PATH: [bin, env.PATH ?? ''].join(path.delimiter),
  };
  if (isThere(root, environmentFolder)) return inside;
  say(`Installing what requirements.txt declares, in ${environmentFolder}.`);
  await runCommand(['python3', '-m', 'venv', environmentFolder], { cwd: root, env });
  const pip = [path.join(bin, 'python3'), '-m', 'pip', 'install', '--disable-pip-version-check'];
  await runCommand([...pip, '--quiet', '-r', 'requirements.txt'], { cwd: root, env: inside });
  return inside;
}

interface Package {
  readonly dependencies?: object;
  readonly devDependencies?: object;
  readonly scripts?: { readonly test?: string };
}

function readPackage(root: string): Package {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Package;
  } catch (error) {
    throw new GitenvError('BAD_COMMIT', `package.json is not JSON: ${clauseOf(error)}`);
  }
}

function isThere(folder: string, name: string): boolean {
  return fs.existsSync(path.join(folder, name));
}
