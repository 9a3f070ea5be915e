import type { AccountOptions } from '../account/account-check';
import { type AwsCredentials, resolveCredentials } from '../account/credentials';
import type { Repository } from '../account/not-installed';
import { serviceAddress } from '../call/address';
import { endpointOf } from '../profile/endpoint';
import { readSharedConfig } from '../profile/shared-config';
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

/**
 * Where a repository most likely is, which the service alone can say: at AWS's documented address, or at its own
 * path of the endpoint that a profile names.
 */
export function likelyCloneUrl({ profile, region }: AccountOptions, name: string): string {
  const endpoint = endpointOf('codecommit', profile, readSharedConfig());
  const host = endpoint ?? serviceAddress('git-codecommit', region);
  return new URL(`/v1/repos/${name}`, host).href;
}
