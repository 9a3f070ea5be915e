import type { Deployed } from '../../lib/deploy/move/move';

/** Nothing for what was followed, since its end has been told. */
export function renderDeployed({ environment, commit, release }: Deployed): string {
  if (release) return '';
  const short = commit.slice(0, 8);
  return `${environment}: has ${short}; look with: gitenv logs ${environment} ${short} --follow`;
}
