import fs from 'node:fs';
import path from 'node:path';
import { GitenvError } from '../lib/errors';

/**
 * What `gitenv init` installs, from the package itself.
 * @throws GitenvError TOOL_MISSING on a checkout that was not built
 */
export function readTemplate(packageRoot: string): { template: string; kitFolder: string } {
  const file = path.join(packageRoot, 'dist', 'template.json');
  if (!fs.existsSync(file))
    throw new GitenvError('TOOL_MISSING', `${file} is not there.`, { hint: 'npm run build' });
  return {
    template: fs.readFileSync(file, 'utf8'),
    kitFolder: path.join(packageRoot, 'buildspecs', 'script'),
  };
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
      `There is no script for '${shell}', only for ${known.join(', ')}.`,
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
