/** Who may push from GitHub Actions: `owner/repository`, and a branch unless it is the deploy branch. */
export const githubTrustPattern =
  /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+(:[A-Za-z0-9][A-Za-z0-9._/-]*)?$/;

/** The subject of GitHub's tokens for a branch. */
export function githubSubject(trust: string, branch: string): string {
  const [repository, ref = branch] = trust.split(':');
  return `repo:${repository}:ref:refs/heads/${ref}`;
}
