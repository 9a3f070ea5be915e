import type { BundledFile, Manifest } from '../../lib/bundle/manifest';
import { GitenvError } from '../../lib/errors';
import type { Site } from './site';

/** The files of a bundle that are served, by the paths that visitors know them by. */
export function servedFiles({ files }: Manifest, { folder }: Site): BundledFile[] {
  if (folder === '') return [...files];
  const served = files.filter(({ path }) => path.startsWith(`${folder}/`));
  if (served.length === 0)
    throw new GitenvError(
      'BAD_COMMIT',
      `The bundle has nothing in ${folder}, which is what kit.site says is served`,
    );
  return served.map((file) => ({ ...file, path: file.path.slice(folder.length + 1) }));
}
