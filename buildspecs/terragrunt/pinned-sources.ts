import fs from 'node:fs';
import path from 'node:path';
import { GitenvError } from '../../lib/errors';

/** Such as `v1.2.3`, or a whole commit. */
const pin = /^(v?\d+(\.\d+)*([-+.][0-9A-Za-z.-]+)?|[\w./-]*[/-]v?\d+(\.\d+)+|[0-9a-f]{40})$/;

/**
 * Demands that what comes from elsewhere comes in one version, so that a commit means the same whenever it is released.
 * @throws GitenvError naming file and line of the first source that does not
 */
export function demandPinnedSources(root: string): void {
  for (const file of configurations(root)) {
    const lines = fs.readFileSync(path.join(root, file), 'utf8').split('\n');
    for (const [index, line] of lines.entries()) {
      const [, source] = /^\s*source\s*=\s*"(.+)"\s*(?:#.*)?$/.exec(line) ?? [];
      const wrong = source === undefined ? undefined : complaintAbout(source);
      if (wrong)
        throw new GitenvError(
          'BAD_COMMIT',
          `${file}:${index + 1}: the source "${source}" ${wrong}`,
        );
    }
  }
}

/** @returns undefined where it is of one version, or part of the commit itself */
function complaintAbout(source: string): string | undefined {
  if (isOwn(source)) return undefined;
  const { searchParams } = new URL(
    source.replace(/^[\w-]+::/, '').replaceAll(/\$\{[^}]*\}/g, 'x'),
    'https://x/',
  );
  const name = source.startsWith('tfr:') ? 'version' : 'ref';
  const value = searchParams.get(name);
  if (value === null) return `is in no version: add ?${name}=<tag>`;
  return pin.test(value) ? undefined : `has ${name}=${value}, which is no tag such as v1.2.3`;
}

/** A path, also one that begins with one of Terragrunt's functions for the repository's own folders. */
function isOwn(source: string): boolean {
  return /^(\.{1,2}\/|\/|\$\{(get_repo_root|get_path_to_repo_root|get_parent_terragrunt_dir|get_terragrunt_dir|find_in_parent_folders|dirname)\()/.test(
    source,
  );
}

function configurations(root: string): string[] {
  return fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hcl') && !/(^|\/)\.(git|terraform|terragrunt-)/.test(file))
    .sort();
}
