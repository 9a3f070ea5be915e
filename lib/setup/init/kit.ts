import fs from 'node:fs';
import path from 'node:path';
import { buildspecFiles } from '../../contract';

/**
 * Copies the buildspecs of a kit to the root of a repository, but never over a file that is there.
 * @returns the files it wrote
 */
export function writeKit(root: string, kitFolder: string): string[] {
  return Object.values(buildspecFiles).filter((name) => {
    try {
      fs.copyFileSync(
        path.join(kitFolder, name),
        path.join(root, name),
        fs.constants.COPYFILE_EXCL,
      );
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  });
}
