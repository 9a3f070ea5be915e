import { serviceCaller } from '../../../base/caller';
import type { Context } from '../../../base/context';
import type { ServiceError } from '../../../base/service-error';
import { conditionsHold, type RequestKeys } from '../../../policy/condition';
import { isPrincipal, principalArn, principalsOf } from '../../../policy/principal';
import { isAbout, type Statement, statementsIn } from '../../../policy/statement';
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
  if (!repository) throw repositoryNotFound(repositoryName, home);
  const statements = repository.policy === undefined ? [] : statementsIn(repository.policy);
  const says = (effect: string) =>
    statements.some(
      (statement) => statement.Effect === effect && applies(statement, action, context),
    );
  if (says('Deny') || (isForeign && !says('Allow'))) throw denied(action, resource, context);
  return { repository, home };
}

/** An account's registry in the region of the request. */
export function registryOf(registryId: string | undefined, context: Context): Context {
  if (registryId === undefined || registryId === context.account) return context;
  if (!/^\d{12}$/.test(registryId))
    throw invalid('registryId', "must satisfy regular expression '[0-9]{12}'");
  return context.as(serviceCaller(registryId));
}

/** Policies of repositories name no resource: it is the repository they belong to. */
function applies(statement: Statement, action: string, context: Context): boolean {
  const whole = { ...statement, Resource: '*' };
  const isNamed = principalsOf(statement).some(
    (principal) => principal === '*' || isPrincipal(principal, context.caller),
  );
  return (
    isNamed && isAbout(whole, action, '') && conditionsHold(statement.Condition, keys(context))
  );
}

function keys({ caller, region }: Context): RequestKeys {
  return {
    'aws:principalaccount': caller.account,
    'aws:principalarn': principalArn(caller.arn),
    'aws:principalorgid': undefined,
    'aws:requestedregion': region,
    'aws:securetransport': 'true',
    'aws:sourceaccount': undefined,
    'aws:sourcearn': undefined,
    'aws:userid': caller.userId,
  };
}

function denied(action: string, resource: string, { caller }: Context): ServiceError {
  return accessDenied(
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`,
  );
}
