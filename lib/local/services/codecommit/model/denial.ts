import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { conditionsHold, type RequestKeys } from '../../../policy/condition';
import { principalArn } from '../../../policy/principal';
import { isAbout } from '../../../policy/statement';
import { arnOf, type Repository } from './records';
import { denialsOf } from './statements';

/**
 * Refuses what a Deny statement of the caller's role forbids on a repository or on any of the refs. It is the one
 * place where this machine reads IAM policies, so that a branch restriction can be tried; what is merely not allowed
 * passes. A request without a ref, such as the first of every push, has no `codecommit:References`.
 * @throws AccessDeniedException
 */
export async function checkNotDenied(
  action: string,
  repository: Repository,
  refs: readonly string[],
  context: Context,
): Promise<void> {
  const denials = await denialsOf(context);
  if (denials.length === 0) return;
  const resource = arnOf(repository.name, context);
  const requests = (refs.length > 0 ? refs : [undefined]).map((ref) => keysOf(ref, context));
  const denied = denials.some((statement) =>
    requests.some(
      (keys) =>
        isAbout(statement, `codecommit:${action}`, resource) &&
        conditionsHold(statement.Condition, keys),
    ),
  );
  if (!denied) return;
  throw new ServiceError(
    'AccessDeniedException',
    `User: ${context.caller.arn} is not authorized to perform: codecommit:${action} on resource: ${resource} with an explicit deny in an identity-based policy`,
  );
}

const keysOf = (ref: string | undefined, { caller, account, region }: Context): RequestKeys => ({
  'codecommit:references': ref,
  'aws:principalarn': principalArn(caller.arn),
  'aws:principalaccount': account,
  'aws:requestedregion': region,
  'aws:userid': caller.userId,
});
