import type { BuiltApart } from '../../lib/deploy/build-apart';
import { shortCommit } from '../../lib/release/wording';

export function renderBuilt({ environment, commit }: BuiltApart): string {
  return `${environment}: built ${shortCommit(commit)}, and released nothing`;
}
