import type { PolicyDocument, PolicyStatement } from './document';

/** What one policy allows or denies and the other one does not. */
export interface PolicyDifference {
  readonly added: readonly PolicyGrant[];
  readonly removed: readonly PolicyGrant[];
}

/** Actions that are allowed or denied on the same resources. */
export interface PolicyGrant {
  readonly actions: readonly ServiceNames[];
  /** Such as `denied on arn:…`. */
  readonly where: string;
}

interface ServiceNames {
  readonly service: string;
  readonly names: readonly string[];
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

function linesOf(has: Grants, other: Grants): PolicyGrant[] {
  return [...has].flatMap(([where, actions]) => {
    const more = [...actions].filter((action) => !other.get(where)?.has(action));
    return more.length === 0 ? [] : [{ actions: byService(more), where }];
  });
}

function byService(actions: readonly string[]): ServiceNames[] {
  const services = new Map<string, string[]>();
  for (const action of actions) {
    const [service = '', name = ''] = action.split(':');
    services.set(service, [...(services.get(service) ?? []), name]);
  }
  return [...services].map(([service, names]) => ({ service, names }));
}

/**
 * `sqs: CreateQueue, DeleteQueue on arn:…`.
 * @param most of the actions of one service that are named; how many more there are is said
 */
export function describeGrant({ actions, where }: PolicyGrant, most = Infinity): string {
  const named = actions.map(({ service, names }) => `${service}: ${someOf(names, most)}`);
  return `${named.join('; ')} ${where}`;
}

export function someOf(names: readonly string[], most: number): string {
  const some = names.slice(0, most).join(', ');
  return names.length > most ? `${some} and ${names.length - most} more` : some;
}
