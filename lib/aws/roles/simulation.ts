import type { ContextEntry, EvaluationResult } from '@aws-sdk/client-iam';
import type { Account } from '../account/account';
import { call, callPages } from '../call/call';
import { GetRole, SimulatePrincipalPolicy } from './operations';

/** What is simulated: these actions on each of these resources, with what the requests would tell conditions. */
export interface Simulated {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** By the name of the condition key. */
  readonly context: Readonly<Record<string, string>>;
}

/** Nothing can be told if a condition looks at keys that were not said. */
export type MayBe = 'allowed' | 'denied' | 'untold';

export interface SimulatedRight {
  readonly action: string;
  readonly resource: string;
  readonly may: MayBe;
  /** Keys that conditions look at and that were not said, in AWS's spelling. */
  readonly missing: readonly string[];
}

/**
 * The user or role whose policies an ARN of `GetCallerIdentity` stands for. A session says nothing of its role's path,
 * which IAM tells, if one may ask.
 * @returns undefined for an account's root, who needs no policy, and for a federated user, who has none of his own
 */
export async function principalOf(account: Account, arn: string): Promise<string | undefined> {
  const [, partition = '', id = '', role = ''] =
    /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (role === '') return /^arn:[^:]+:iam::\d+:user\//.test(arn) ? arn : undefined;
  const usual = `arn:${partition}:iam::${id}:role/${role}`;
  try {
    return (await call(account, GetRole, { RoleName: role })).Role?.Arn ?? usual;
  } catch {
    return usual;
  }
}

/**
 * Whether a user or role may do something by his policies, boundary and those of the organisation. What a session's own policy or
 * a resource's policy takes away is not looked at.
 * @throws GitenvError ACCESS_DENIED for whoever may not simulate it
 */
export async function simulate(
  account: Account,
  PolicySourceArn: string,
  { actions, resources, context }: Simulated,
): Promise<SimulatedRight[]> {
  const input = {
    PolicySourceArn,
    ActionNames: [...actions],
    ResourceArns: [...resources],
    ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
      ContextKeyName,
      ContextKeyType: typeOf(ContextKeyName),
      ContextKeyValues: [value],
    })),
  };
  const rights: SimulatedRight[] = [];
  for await (const page of callPages(account, SimulatePrincipalPolicy, input, 'Marker'))
    rights.push(...(page.EvaluationResults ?? []).flatMap(rightsIn));
  return rights;
}

/** AWS answers one result an action with its resources below it, and used to answer one for each resource. */
function rightsIn(result: EvaluationResult): SimulatedRight[] {
  const { EvalActionName: action = '', ResourceSpecificResults: each = [] } = result;
  if (each.length === 0)
    return [
      rightOf(action, result.EvalResourceName, result.EvalDecision, result.MissingContextValues),
    ];
  return each.map((it) =>
    rightOf(action, it.EvalResourceName, it.EvalResourceDecision, it.MissingContextValues),
  );
}

function rightOf(
  action: string,
  resource = '*',
  decision: string | undefined,
  missing: readonly string[] = [],
): SimulatedRight {
  if (decision === 'allowed') return { action, resource, may: 'allowed', missing };
  return { action, resource, may: missing.length > 0 ? 'untold' : 'denied', missing };
}

function typeOf(key: string): ContextEntry['ContextKeyType'] {
  if (key === 'aws:SecureTransport') return 'boolean';
  return key === 'aws:CurrentTime' ? 'date' : 'string';
}
