import fs from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../../../base/store';

/**
 * Every setting a push or fetch meets is written here, since the user's and the system's own settings are shut out
 * (see `process.ts`). Hooks never run. Nothing is collected as garbage: a commit that no branch reaches any more
 * may still be what an account runs or rolls back to.
 */
const config = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\thooksPath = /dev/null
\tlogAllRefUpdates = false
\tfilesRefLockTimeout = 10000
\tpackedRefsTimeout = 10000
[gc]
\tauto = 0
[maintenance]
\tauto = false
[receive]
\tautogc = false
\tdenyDeletes = false
\tdenyNonFastForwards = false
\tdenyCurrentBranch = ignore
\tdenyDeleteCurrent = refuse
\tadvertiseAtomic = false
\tadvertisePushOptions = false
[uploadpack]
\tallowTipSHA1InWant = true
\tallowReachableSHA1InWant = true
\tallowFilter = false
`;

/** An archive holds every file as it was committed: no attribute in a tree leaves files out or rewrites them. */
const attributes = '* -export-ignore -export-subst -text -ident -filter -working-tree-encoding\n';

/** Makes an empty bare repository, as `git init --bare` would without starting it. */
export function createGitDirectory(directory: string, defaultBranch: string): void {
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'])
    fs.mkdirSync(path.join(directory, folder), { recursive: true });
  writeAtomically(path.join(directory, 'config'), config);
  writeAtomically(path.join(directory, 'info', 'attributes'), attributes);
  pointHead(directory, defaultBranch);
}

export function pointHead(directory: string, branch: string): void {
  writeAtomically(path.join(directory, 'HEAD'), `ref: refs/heads/${branch}\n`);
}

/** Removes what a killed git leaves behind and would stumble over: ref locks and half received objects. */
export function clearLeftovers(directory: string): void {
  for (const file of ['packed-refs.lock', 'packed-refs.new', 'HEAD.lock', 'config.lock'])
    fs.rmSync(path.join(directory, file), { force: true });
  removeLocks(path.join(directory, 'refs'));
  const objects = path.join(directory, 'objects');
  for (const name of fs.readdirSync(objects)) {
    if (/^(tmp_objdir|incoming)-/.test(name))
      fs.rmSync(path.join(objects, name), { recursive: true, force: true });
  }
}

function removeLocks(folder: string): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const inner = path.join(folder, entry.name);
    if (entry.isDirectory()) removeLocks(inner);
    else if (entry.name.endsWith('.lock')) fs.rmSync(inner, { force: true });
  }
}
