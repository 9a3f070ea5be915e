import { GitenvError } from '../lib/errors';
import { githubTrustPattern } from '../lib/github-trust';

/** @throws GitenvError USAGE where what is given cannot be a repository at GitHub */
export function trustGiven(value: string | false | undefined): string | false | undefined {
  if (typeof value !== 'string' || githubTrustPattern.test(value)) return value;
  throw new GitenvError('USAGE', `'${value}' is not a repository at GitHub`, {
    hint: '--trust-github owner/name, or owner/name:branch',
  });
}
