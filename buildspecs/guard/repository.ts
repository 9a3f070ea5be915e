import { call } from '../../lib/aws/call/call';
import { GetRepository } from '../../lib/aws/codecommit/operations';
import { namesOf } from '../../lib/contract';
import type { GuardPlace } from './place';

/** Where git speaks to the environment's repository. */
export async function cloneUrlOf(place: GuardPlace): Promise<string> {
  const { repository: repositoryName } = namesOf(place.application);
  const { repositoryMetadata } = await call(place, GetRepository, { repositoryName });
  return repositoryMetadata?.cloneUrlHttp ?? '';
}
