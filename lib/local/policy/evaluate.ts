import type { Caller } from '../base/caller';
import type { Ask, Decision, Grants, PolicyKind, ResourcePolicy } from '../base/rights';
import { notImplemented } from '../base/service-error';
import { conditionsHold } from './condition';
import type { FindKey } from './keys';
import { closestOf, type Naming, namingOf } from './principal';
import { isAbout, type Statement, statementsIn } from './statement';

/** Who asks, and what he was given. */
export interface Asker {
  readonly caller: Caller;
  readonly grants: Grants;
}

/** What policies say of a request, of which nothing is one answer. */
export type Says = 'Allow' | 'Deny' | undefined;

/**
 * Whether a principal may do what is asked: what denies wins, wherever it stands; in the account of the resource it is enough
 * that the principal's policies allow or that the resource's name him; across accounts both must allow; boundary and session
 * policies must allow too. (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html)
 * @throws 501 naming a condition key or operator that this machine does not know
 */
export function decide(ask: Ask, { caller, grants }: Asker, find: FindKey): Decision {
  const says = (documents: readonly string[]) => verdictOf(documents, ask, find);
  const identity = says(grants.identity);
  const [unread] = grants.unread ?? [];
  const boundary = grants.boundary === undefined ? 'Allow' : says([grants.boundary]);
  const sessions = caller.sessionPolicies;
  const session = sessions === undefined ? 'Allow' : says(sessions);
  const resource = resourceVerdict(ask, caller, find);
  const denials: readonly [PolicyKind, Says][] = [
    ['identity-based policy', identity],
    ['permissions boundary', boundary],
    ['session policy', session],
    ['resource-based policy', resource.isDenied ? 'Deny' : undefined],
  ];
  const denied = denials.find(([, verdict]) => verdict === 'Deny');
  if (denied) return refused(denied[0], true);
  // Nobody can say here whether that policy allows it.
  if (identity === undefined && unread) throw notImplemented('iam', `the policy ${unread}`);
  return ifNothingDenies(ask, caller, { identity, boundary, session, naming: resource.naming });
}

interface Verdicts {
  readonly identity: Says;
  readonly boundary: Says;
  readonly session: Says;
  readonly naming: Naming | undefined;
}

function ifNothingDenies(
  { of }: Ask,
  caller: Caller,
  { identity, boundary, session, naming }: Verdicts,
): Decision {
  // A service belongs to no account: what names it is enough.
  const isForeign = of !== undefined && of.account !== caller.account && !caller.service;
  const named = naming !== undefined && naming !== 'account';
  if (isForeign || of?.decidesAlone) {
    if (naming === undefined) return refused('resource-based policy', false);
    if ((isForeign || !named) && identity !== 'Allow')
      return refused('identity-based policy', false);
  } else if (!named && identity !== 'Allow') return refused('identity-based policy', false);
  // A policy that names the session itself, or everybody and so him too, is not held by what limits his role.
  if (!isForeign && (naming === 'itself' || naming === 'anybody')) return { isAllowed: true };
  if (boundary !== 'Allow') return refused('permissions boundary', false);
  if (session !== 'Allow') return refused('session policy', false);
  return { isAllowed: true };
}

function refused(by: PolicyKind, isExplicit: boolean): Decision {
  return { isAllowed: false, by, isExplicit };
}

/** What some policies say together, their principals not looked at. */
export function verdictOf(documents: readonly string[], ask: Ask, find: FindKey): Says {
  const effects = documents
    .flatMap(statementsIn)
    .filter((statement) => applies(statement, ask, find))
    .map(({ Effect }) => Effect);
  if (effects.includes('Deny')) return 'Deny';
  return effects.includes('Allow') ? 'Allow' : undefined;
}

function applies(statement: Statement, { action, resource }: Ask, find: FindKey): boolean {
  return isAbout(statement, action, resource, find) && conditionsHold(statement.Condition, find);
}

function resourceVerdict(ask: Ask, caller: Caller, find: FindKey) {
  const statements = (ask.of?.documents ?? []).flatMap(statementsIn).flatMap((statement) => {
    const naming = namingOf(statement, caller, ask.of?.isClosedToPublic ?? false);
    const isHit = naming !== undefined && applies(withResource(statement, ask.of), ask, find);
    return isHit ? [{ effect: statement.Effect, naming }] : [];
  });
  const allowing = statements.filter(({ effect }) => effect === 'Allow').map((s) => s.naming);
  const naming = closestOf(allowing);
  return { isDenied: statements.some(({ effect }) => effect === 'Deny'), naming };
}

/** Trust policies and those of repositories name no resource: it is the one that they belong to. */
function withResource(statement: Statement, of: ResourcePolicy | undefined): Statement {
  const isSaid = statement.Resource !== undefined || statement.NotResource !== undefined;
  return isSaid || !of ? statement : { ...statement, Resource: '*' };
}

/**
 * AWS's words for a refusal.
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html)
 */
export function refusalWords(
  { action, resource }: Ask,
  { arn }: Caller,
  { by, isExplicit }: Decision & { isAllowed: false },
): string {
  const article = by === 'identity-based policy' ? 'an' : 'a';
  const why = isExplicit
    ? `with an explicit deny in ${article} ${by}`
    : `because no ${by} allows the ${action} action`;
  return `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}
