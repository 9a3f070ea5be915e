import fs from 'node:fs';
import path from 'node:path';
import type { Run } from './run';

/** CodeBuild's images have it for the keys of caches: one digest over all files that its patterns name. */
const hashFiles = `#!/bin/sh
for file in "$@"; do
  [ -f "$file" ] && cat "$file"
done | { sha256sum 2>/dev/null || shasum -a 256; } | cut -d ' ' -f 1
`;

/** A folder with the programs that CodeBuild's images have of their own, last on the search path. */
export function toolFolder(run: Run): string {
  const folder = path.join(run.folder, 'bin');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'codebuild-hash-files'), hashFiles, { mode: 0o755 });
  return folder;
}
