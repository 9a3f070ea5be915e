import fs from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../../../base/store';
import type { Run } from './run';

/** CodeBuild's images have it for the keys of caches: one digest over all files that its patterns name. */
const hashFiles = `#!/bin/sh
for file in "$@"; do
  [ -f "$file" ] && cat "$file"
done | { sha256sum 2>/dev/null || shasum -a 256; } | cut -d ' ' -f 1
`;

/**
 * A folder with the programs that CodeBuild's images have of their own, last on the search path. One for all builds of
 * an account and region, so that they have one search path and what is known of its programs is known to all.
 */
export function toolFolder({ context }: Run): string {
  const folder = path.join(context.directory, 'codebuild', 'bin');
  const file = path.join(folder, 'codebuild-hash-files');
  if (!isThere(file)) writeAtomically(file, hashFiles, { mode: 0o755 });
  return folder;
}

function isThere(file: string): boolean {
  return fs.existsSync(file) && fs.readFileSync(file, 'utf8') === hashFiles;
}
