import type { EvaluationResult, ResourceSpecificResult, Statement } from '@aws-sdk/client-iam';
import type { Caller } from '../../../base/caller';
import type { Ask, Decision, Grants } from '../../../base/rights';
import { decide, verdictOf } from '../../../policy/evaluate';
import type { FindKey, RequestKeys } from '../../../policy/keys';
import { actionNamed, resourceTemplate } from '../../../rights/actions';
import { identityOf, type NamedPolicy } from './principals';

/** What is simulated: somebody with these policies, who asks with these context keys. */
export interface Simulation {
  readonly caller: Caller;
  readonly policies: readonly NamedPolicy[];
  readonly boundary: string | undefined;
  /** What every resource says of its own, if anything. */
  readonly of: Ask['of'];
  readonly keys: RequestKeys;
}

type Verdict = 'allowed' | 'implicitDeny' | 'explicitDeny';

interface Result {
  readonly resource: string;
  readonly verdict: Verdict;
  readonly matched: readonly Statement[];
  readonly missing: readonly string[];
  readonly byBoundary: { readonly AllowedByPermissionsBoundary: boolean } | undefined;
}

/**
 * One result an action, whose decision is the most restrictive of all its resources.
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html)
 * @param resources none is all of them
 * @throws 501 naming an operator or a policy that this machine does not know
 */
export function simulated(
  simulation: Simulation,
  action: string,
  resources: readonly string[],
): EvaluationResult {
  const each = (resources.length > 0 ? resources : ['*']).map((resource) =>
    resultOf(simulation, action, resource),
  );
  const boundary = each.flatMap(({ byBoundary }) => byBoundary ?? []);
  const isWithin = boundary.every((it) => it.AllowedByPermissionsBoundary);
  return {
    EvalActionName: action,
    EvalResourceName: resources.length > 0 ? templateOf(action) : '*',
    EvalDecision: mostRestrictive(each),
    MatchedStatements: distinct(each.flatMap(({ matched }) => matched)),
    MissingContextValues: [...new Set(each.flatMap(({ missing }) => missing))],
    ...(boundary.length > 0 && {
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: isWithin },
    }),
    ...(resources.length > 0 && { ResourceSpecificResults: each.map(ofResource) }),
  };
}

function resultOf(simulation: Simulation, action: string, resource: string): Result {
  const { caller, policies, boundary, of, keys } = simulation;
  const missing = new Set<string>();
  const find: FindKey = (key) => {
    if (keys[key] === undefined) missing.add(key);
    return keys[key];
  };
  const ask: Ask = { action, resource, ...(of && { of }) };
  const grants: Grants = { ...identityOf(policies), boundary, tags: {} };
  const decision = decide(ask, { caller, grants }, find);
  return {
    resource,
    verdict: verdictIn(decision),
    matched: matchedIn(policies, ask, decision, find),
    missing: [...missing],
    byBoundary:
      boundary === undefined
        ? undefined
        : { AllowedByPermissionsBoundary: verdictOf([boundary], ask, find) === 'Allow' },
  };
}

function verdictIn(decision: Decision): Verdict {
  if (decision.isAllowed) return 'allowed';
  return decision.isExplicit ? 'explicitDeny' : 'implicitDeny';
}

/** Only what brought the decision about counts. At which lines it stands is left out, which AWS tells. */
function matchedIn(
  policies: readonly NamedPolicy[],
  ask: Ask,
  decision: Decision,
  find: FindKey,
): readonly Statement[] {
  if (!decision.isAllowed && !decision.isExplicit) return [];
  const wanted = decision.isAllowed ? 'Allow' : 'Deny';
  return policies
    .filter(({ document }) => document && verdictOf([document], ask, find) === wanted)
    .map(({ id, source }) => ({ SourcePolicyId: id, SourcePolicyType: source }));
}

function mostRestrictive(results: readonly Result[]): Verdict {
  const order: readonly Verdict[] = ['explicitDeny', 'implicitDeny'];
  return order.find((one) => results.some(({ verdict }) => verdict === one)) ?? 'allowed';
}

function distinct(statements: readonly Statement[]): Statement[] {
  return [...new Map(statements.map((it) => [it.SourcePolicyId, it])).values()];
}

function ofResource(result: Result): ResourceSpecificResult {
  const { resource, verdict, matched, missing, byBoundary } = result;
  return {
    EvalResourceName: resource,
    EvalResourceDecision: verdict,
    MatchedStatements: [...matched],
    MissingContextValues: [...missing],
    ...(byBoundary && { PermissionsBoundaryDecisionDetail: byBoundary }),
  };
}

/** The form of the ARNs that an action is about. */
function templateOf(action: string): string {
  const [service = '', name = ''] = action.split(':');
  const { on = [], maybe = [] } = actionNamed(service, name) ?? {};
  const [kind] = [...on, ...maybe];
  return (kind && resourceTemplate(service, kind)) ?? '*';
}
