import { shortDigest } from '../../lib/bundle/manifest';
import type { BuiltApart } from '../../lib/deploy/build-apart';
import { shortCommit } from '../../lib/release/wording';

export function renderBuilt({ environment, commit, stored }: BuiltApart): string {
  const built = `${environment}: built ${shortCommit(commit)}, and released nothing`;
  if (!stored) return built;
  const what = `${environment}: its bundle ${shortDigest(stored.bundle)} is stored`;
  if (stored.asReleased === undefined) return `${built}\n${what}`;
  return stored.asReleased
    ? `${built}\n${what}, which is the one that ${environment} has released`
    : `${built}\n${what}, which is another one than ${environment} has released: the build is not reproducible, and a rollback does not take it`;
}
