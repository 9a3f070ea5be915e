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
