import type { PolicyDocument, PolicyStatement } from './document';

/** What one policy allows or denies and the other one does not, a line each. */
export interface PolicyDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** @param before undefined where there is none yet */
export function policyDifference(
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
): PolicyDifference {
  const [old, now] = [grantsOf(before), grantsOf(after)];
  return { added: linesOf(now, old), removed: linesOf(old, now) };
}

export function isSame({ added, removed }: PolicyDifference): boolean {
  return added.length === 0 && removed.length === 0;
}

/** Actions by what they are allowed on. */
type Grants = ReadonlyMap<string, ReadonlySet<string>>;

function grantsOf(document: PolicyDocument | undefined): Grants {
  const grants = new Map<string, Set<string>>();
  for (const statement of document?.Statement ?? []) {
    const where = whereOf(statement);
    const actions = grants.get(where) ?? new Set();
    for (const action of [statement.Action].flat()) actions.add(action);
    grants.set(where, actions);
  }
  return grants;
}

function whereOf({ Effect, Resource, Condition }: PolicyStatement): string {
  const resources = [Resource].flat().map((arn) => (arn === '*' ? 'all resources (*)' : arn));
  const when = Condition === undefined ? '' : `, if ${JSON.stringify(Condition)}`;
  return `${Effect === 'Deny' ? 'denied ' : ''}on ${resources.join(', ')}${when}`;
}

/** `sqs: CreateQueue, DeleteQueue on arn:…`. */
function linesOf(has: Grants, other: Grants): string[] {
  return [...has].flatMap(([where, actions]) => {
    const more = [...actions].filter((action) => !other.get(where)?.has(action));
    return more.length === 0 ? [] : [`${byService(more)} ${where}`];
  });
}

function byService(actions: readonly string[]): string {
  const services = new Map<string, string[]>();
  for (const action of actions) {
    const [service = '', name = ''] = action.split(':');
    services.set(service, [...(services.get(service) ?? []), name]);
  }
  return [...services].map(([service, names]) => `${service}: ${names.join(', ')}`).join('; ');
}
