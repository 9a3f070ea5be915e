import path from 'node:path';

/** Whether a symbolic link leads out of the folder that it is in, or below, and that is taken elsewhere as a whole. */
export function leadsOut(relative: string, target: string): boolean {
  const reached = path.posix.normalize(path.posix.join(path.posix.dirname(relative), target));
  return path.posix.isAbsolute(target) || reached === '..' || reached.startsWith('../');
}
