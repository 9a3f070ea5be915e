/** What the service authorization reference says of an action. */
export interface Action {
  /** Kinds of resource that it is always about. */
  readonly on?: readonly string[];
  /** Kinds of resource that it may be about, depending on the request. */
  readonly maybe?: readonly string[];
  /** Condition keys beside the global ones, in lower case; what stands in braces or angles there is any name. */
  readonly keys?: readonly string[];
}

interface ServiceActions {
  /** ARNs by kind of resource, with `${…}` for what is not fixed. */
  readonly resources: Readonly<Record<string, string>>;
  readonly actions: Readonly<Record<string, Action>>;
}

/**
 * The actions that this machine asks for, with their resources and condition keys: data of AWS's service authorization
 * reference, put together by `test/local/rights/table.ts`. Read when something is first asked for.
 */
const services = (): Readonly<Record<string, ServiceActions>> =>
  require('../generated/actions.json');

export function actionNamed(service: string, name: string): Action | undefined {
  return services()[service]?.actions[name];
}

/** The ARN of a kind of resource, with `${…}` for what is not fixed. */
export function resourceTemplate(service: string, kind: string): string | undefined {
  return services()[service]?.resources[kind];
}

/** Whether conditions about an action may use a key of the action's own, or a global one that says something of its resource. */
export function supportsKey(action: string, key: string): boolean {
  const [service = '', name = ''] = action.split(':');
  const known = actionNamed(service, name);
  if (!known) return true;
  return (known.keys ?? []).some((pattern) => isKey(pattern, key));
}

function isKey(pattern: string, key: string): boolean {
  const at = pattern.search(/[$<]/);
  return at < 0 ? pattern === key : key.startsWith(pattern.slice(0, at));
}
