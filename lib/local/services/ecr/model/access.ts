import { serviceCaller } from '../../../base/caller';
import type { Context } from '../../../base/context';
import type { ServiceError } from '../../../base/service-error';
import { accessDenied, invalid, repositoryNotFound } from './errors';
import { arnOf, type Opened, repositoriesOf } from './records';
import type { RepositoryRequest } from './requests';

/**
 * The repository a request is about, where its policy lets the caller do this: the registry's own people may whatever no
 * statement denies them, those of other accounts only what one allows.
 * @throws RepositoryNotFoundException; AccessDeniedException
 */
export function openRepository(
  action: string,
  { registryId, repositoryName }: RepositoryRequest,
  context: Context,
): Opened {
  const home = registryOf(registryId, context);
  const repository = repositoriesOf(home).get(repositoryName);
  const resource = arnOf(repositoryName, home);
  const isForeign = home.account !== context.account;
  if (!repository && isForeign) throw denied(action, resource, context);
  if (!repository) {
    context.demand({ action, resource }, accessDenied);
    throw repositoryNotFound(repositoryName, home);
  }
  const documents = repository.policy === undefined ? [] : [repository.policy];
  const of = { account: home.account, documents };
  context.demand({ action, resource, of }, accessDenied);
  return { repository, home };
}

/** An account's registry in the region of the request. */
export function registryOf(registryId: string | undefined, context: Context): Context {
  if (registryId === undefined || registryId === context.account) return context;
  if (!/^\d{12}$/.test(registryId))
    throw invalid('registryId', "must satisfy regular expression '[0-9]{12}'");
  return context.as(serviceCaller(registryId));
}

function denied(action: string, resource: string, { caller }: Context): ServiceError {
  return accessDenied(
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`,
  );
}
