import { conditionsHold } from './condition';
import type { RequestKeys } from './keys';
import { like } from './pattern';
import { namesService } from './principal';
import { type Statement, statementsIn } from './statement';

/**
 * Whether a role's trust policy lets a service of AWS assume it. What denies wins over what allows.
 * @param document the trust policy as JSON
 * @param service its principal, such as scheduler.amazonaws.com
 * @param keys what the service says about on whose behalf it acts, such as aws:SourceArn
 * @throws 501 naming a condition key or operator that this machine does not know
 */
export function serviceMayAssume(document: string, service: string, keys: RequestKeys): boolean {
  const matching = statementsIn(document)
    .filter((statement) => namesService(statement, service) && isAboutAssuming(statement))
    .filter((statement) => conditionsHold(statement.Condition, keys));
  return (
    matching.some(({ Effect }) => Effect === 'Allow') &&
    !matching.some(({ Effect }) => Effect === 'Deny')
  );
}

function isAboutAssuming({ Action = [] }: Statement): boolean {
  return [Action].flat().some((action) => like('sts:assumerole', String(action).toLowerCase()));
}
