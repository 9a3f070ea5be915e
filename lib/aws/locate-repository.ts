import type { AccountOptions } from './account-check';
import { type AwsCredentials, resolveCredentials } from './credentials';
import type { Repository } from './not-installed';
import { quickRepository } from './quick-repository';

/** A repository as git's remote helper needs it: where it is, and the credentials to sign its address with. */
export interface LocatedRepository extends Repository {
  readonly credentials: AwsCredentials;
}

/**
 * Finds a repository for the start of git's remote helper, which cannot wait for the SDK.
 * @throws GitenvError what `resolveCredentials` and `quickRepository` say
 */
export async function locateRepository(
  options: AccountOptions,
  name: string,
  known?: AwsCredentials,
): Promise<LocatedRepository> {
  const credentials = known ?? (await resolveCredentials(options));
  return { ...(await quickRepository(options, name, credentials)), credentials };
}
