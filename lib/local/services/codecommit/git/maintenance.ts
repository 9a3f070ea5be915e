import fs from 'node:fs';
import path from 'node:path';
import { runGit } from './process';

/** git's own measure (gc.auto): some 6,700 loose objects, judged by one of 256 folders. */
const looseObjectsInSample = 27;
const packs = 50;

const underWay = new Set<string>();

/**
 * Packs a repository that many pushes have left in many small files. Objects that no ref reaches are kept: a commit
 * that was rolled back may be rolled forward to. git serves fetches and pushes meanwhile.
 */
export async function packIfScattered(gitdir: string): Promise<void> {
  if (underWay.has(gitdir) || !isScattered(gitdir)) return;
  underWay.add(gitdir);
  try {
    const repack = ['--git-dir', gitdir, 'repack', '-d', '-l', '-q'];
    const { code } = await runGit([...repack, '--geometric=2']);
    // Known since git 2.32; an older one packs what a ref reaches, and leaves the rest as it is.
    if (code === 129) await runGit(repack);
  } finally {
    underWay.delete(gitdir);
  }
}

function isScattered(gitdir: string): boolean {
  const objects = path.join(gitdir, 'objects');
  const count = (folder: string, ending = '') =>
    fs.existsSync(path.join(objects, folder))
      ? fs.readdirSync(path.join(objects, folder)).filter((name) => name.endsWith(ending)).length
      : 0;
  return count('17') > looseObjectsInSample || count('pack', '.pack') > packs;
}
