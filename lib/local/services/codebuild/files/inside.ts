import path from 'node:path';

/** Whether a path, both absolute, is the folder or below it. Links are not followed. */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return !/^\.\.(\/|$)/.test(relative);
}
