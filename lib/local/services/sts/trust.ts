import { isPrincipal, principalsOf, statementsIn } from '../../policy/statement';
import type { Caller } from '../../service';

/**
 * Whether a role's trust policy names a caller of another account. Conditions are not evaluated; without this
 * check, though, every account on this machine could act in every other.
 * @param document percent-encoded, as IAM hands it out
 */
export function isTrusted(document: string, caller: Caller): boolean {
  return statementsIn(decodeURIComponent(document))
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(principalsOf)
    .some((principal) => principal === '*' || isPrincipal(principal, caller));
}
