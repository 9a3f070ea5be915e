import type { AwsCredentials } from '../call/caller';
import { hmac, sha256, signingKey } from '../call/signature-v4';

/** What git sends as Basic authentication to CodeCommit. */
export interface GitLogin {
  readonly username: string;
  readonly password: string;
}

/**
 * Signs a repository's address for git. The password is good for about a quarter of an hour, for pull and push on
 * this one repository.
 * @param cloneUrl `https://host/v1/repos/name`, signed with its port where it has one
 */
export function signGitAddress(
  cloneUrl: string,
  region: string,
  credentials: AwsCredentials,
  now: Date,
): GitLogin {
  const { host, pathname } = new URL(cloneUrl);
  // CodeCommit signs the time without the Z that the password then carries.
  const time = now.toISOString().replace(/[-:]|\.\d+Z$/g, '');
  const date = time.slice(0, 8);
  const canonical = `GIT\n${pathname}\n\nhost:${host}\n\nhost\n`;
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${date}/${region}/codecommit/aws4_request\n${sha256(canonical)}`;
  const key = signingKey(credentials.secretAccessKey, date, region, 'codecommit');
  const token = credentials.sessionToken;
  return {
    username: token ? `${credentials.accessKeyId}%${token}` : credentials.accessKeyId,
    password: `${time}Z${hmac(key, toSign).toString('hex')}`,
  };
}
