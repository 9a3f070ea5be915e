import fs from 'node:fs';
import path from 'node:path';
import { GitenvError } from '../lib/errors';
import type { GuardHere } from '../lib/setup/init/stack/guard';
import type { Kits } from '../lib/setup/kits/kit';
import type { ProgramHere } from '../lib/setup/kits/program-version';

/**
 * The text of the template that `gitenv init` installs.
 * @throws GitenvError TOOL_MISSING on a checkout that was not built
 */
export function readEnvironmentTemplate(packageRoot: string): string {
  return fs.readFileSync(built(packageRoot, 'template.json'), 'utf8');
}

/**
 * The text of the template that `gitenv assets` installs.
 * @throws GitenvError TOOL_MISSING on a checkout that was not built
 */
export function readAssetsTemplate(packageRoot: string): string {
  return fs.readFileSync(built(packageRoot, 'assets-template.json'), 'utf8');
}

/**
 * The template of the guard's stack, and the program of the guard, which `gitenv init` stores in the buckets of guarded environments.
 * @throws GitenvError TOOL_MISSING on a checkout that was not built
 */
export function readGuard(packageRoot: string): GuardHere {
  return {
    template: fs.readFileSync(built(packageRoot, 'guard-template.json'), 'utf8'),
    program: fs.readFileSync(built(packageRoot, 'guard.cjs')),
  };
}

/** @throws GitenvError TOOL_MISSING on a checkout that was not built */
export function kitsOf(packageRoot: string): Kits {
  return { folder: path.join(packageRoot, 'buildspecs'), program: built(packageRoot, 'kit.cjs') };
}

/**
 * The program that `gitenv init` writes into repositories of a kit, and of which version it is.
 * @throws GitenvError TOOL_MISSING on a checkout that was not built
 */
export function programHere(packageRoot: string): ProgramHere {
  const { version } = JSON.parse(fs.readFileSync(path.join(packageRoot, 'package.json'), 'utf8'));
  return { version, file: built(packageRoot, 'kit.cjs') };
}

function built(packageRoot: string, name: string): string {
  const file = path.join(packageRoot, 'dist', name);
  if (fs.existsSync(file)) return file;
  throw new GitenvError('TOOL_MISSING', `${file} is not there`, { hint: 'npm run build' });
}

/**
 * The script of `gitenv shell-init`. bash and zsh share the part that wraps git.
 * @throws GitenvError USAGE for a shell that there is no script for
 */
export function readShellScript(
  packageRoot: string,
  shell: string,
  known: readonly string[],
): string {
  if (!known.includes(shell)) {
    throw new GitenvError(
      'USAGE',
      `There is no script for '${shell}', only for ${known.join(', ')}`,
      {
        hint: 'gitenv shell-init --help',
      },
    );
  }
  const read = (name: string) =>
    fs.readFileSync(path.join(packageRoot, 'cli', 'shell', name), 'utf8');
  const own = read(`gitenv.${shell}`);
  return shell === 'fish' ? own : `${read('git-push.sh')}\n${own}`;
}
