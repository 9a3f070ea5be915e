import { notImplemented, ServiceError } from '../../../base/service-error';
import type { ActionKind } from '../actions/kind';
import { kindOf } from '../actions/registry';
import { type Action, kindName } from '../model/declaration';
import { namespacesIn } from '../model/variables';

/** @throws ServiceError where the action cannot run as declared */
export function checkAction(stage: string, action: Action, offer: Offer, region: string): void {
  const kind = kindOf(action.actionTypeId);
  const fault = kind && faultIn(action, kind, offer);
  if (fault !== undefined)
    throw new ServiceError(
      'InvalidActionDeclarationException',
      `Action ${action.name} of stage ${stage}: ${fault}`,
    );
  if (action.region !== undefined && action.region !== region)
    throw notImplemented(
      'codepipeline',
      `cross-region actions (${stage}/${action.name} in ${action.region})`,
    );
}

function faultIn(action: Action, kind: ActionKind, offer: Offer): string | undefined {
  return (
    faultInNumbers(action) ??
    faultInConfiguration(action, kind) ??
    faultInArtifacts(action, kind, offer) ??
    faultInCommands(action, kind) ??
    faultInNamespaces(action, offer) ??
    kind.check?.(action)
  );
}

function faultInNumbers({
  runOrder = 1,
  timeoutInMinutes,
  actionTypeId,
}: Action): string | undefined {
  if (!Number.isInteger(runOrder) || runOrder < 1 || runOrder > 999)
    return `runOrder must be between 1 and 999, and is ${runOrder}`;
  if (timeoutInMinutes === undefined) return undefined;
  if (actionTypeId.category !== 'Approval')
    return 'timeoutInMinutes can only be set for manual approval actions';
  if (!Number.isInteger(timeoutInMinutes) || timeoutInMinutes < 5 || timeoutInMinutes > 86_400)
    return `timeoutInMinutes must be between 5 and 86400, and is ${timeoutInMinutes}`;
  return undefined;
}

function faultInConfiguration(
  { configuration = {}, actionTypeId }: Action,
  kind: ActionKind,
): string | undefined {
  const known = [...kind.required, ...kind.optional];
  for (const [key, value] of Object.entries(configuration)) {
    if (!known.includes(key))
      return `configuration key ${key} is not known to ${kindName(actionTypeId)}`;
    if (typeof value !== 'string')
      return `the value of the configuration key ${key} must be a string`;
    if (value.length > 1000)
      return `the value of the configuration key ${key} is longer than 1000 characters`;
  }
  const missing = kind.required.find((key) => !Object.hasOwn(configuration, key));
  return missing && `${kindName(actionTypeId)} needs the configuration key ${missing}`;
}

function faultInArtifacts(
  { inputArtifacts = [], outputArtifacts = [], actionTypeId }: Action,
  kind: ActionKind,
  offer: Offer,
): string | undefined {
  const all = [...inputArtifacts, ...outputArtifacts];
  const odd = all.find(({ name }) => !/^[a-zA-Z0-9_-]{1,100}$/.test(name));
  if (odd) return `${odd.name} is no name for an artifact`;
  const missing = inputArtifacts.find(({ name }) => !offer.artifacts.has(name));
  if (missing) return `no earlier action produces the input artifact ${missing.name}`;
  return (
    countFault('input', inputArtifacts.length, kind.inputs, actionTypeId) ??
    countFault('output', outputArtifacts.length, kind.outputs, actionTypeId)
  );
}

function countFault(
  side: string,
  count: number,
  [fewest, most]: readonly [number, number],
  type: Action['actionTypeId'],
): string | undefined {
  if (count >= fewest && count <= most) return undefined;
  return `${kindName(type)} takes ${fewest} to ${most} ${side} artifacts, and ${count} are declared`;
}

function faultInCommands(action: Action, kind: ActionKind): string | undefined {
  if (kind.commands) return faultInVariables(action);
  const given = (['commands', 'outputVariables', 'environmentVariables'] as const).find(
    (key) => (action[key] ?? []).length > 0,
  );
  if (given !== undefined) return `${given} is only for the Commands action`;
  const files = action.outputArtifacts?.some((artifact) => (artifact.files ?? []).length > 0);
  return files ? 'files of an output artifact are only for the Commands action' : undefined;
}

function faultInVariables({ environmentVariables = [] }: Action): string | undefined {
  for (const { name, value, type = 'PLAINTEXT' } of environmentVariables) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name ?? '')) return `${name} is no environment variable`;
    if (typeof value !== 'string' || value.length < 1 || value.length > 2000)
      return `the environment variable ${name} needs a value of 1 to 2000 characters`;
    if (type !== 'PLAINTEXT' && type !== 'SECRETS_MANAGER')
      return `the type of the environment variable ${name} must be PLAINTEXT or SECRETS_MANAGER`;
  }
  return undefined;
}

/** Variables can come from the pipeline and from actions that ended before this one starts. */
function faultInNamespaces(
  { configuration = {}, namespace, actionTypeId, ...action }: Action,
  offer: Offer,
): string | undefined {
  if (namespace !== undefined && !/^[A-Za-z0-9@_-]{1,100}$/.test(namespace))
    return `${namespace} is no namespace`;
  const values = [
    ...Object.values(configuration),
    ...(action.commands ?? []),
    ...(action.environmentVariables ?? []).map(({ value }) => value),
  ];
  const used = values.flatMap(namespacesIn);
  const unknown = used.find((one) => !offer.namespaces.has(one));
  if (unknown !== undefined)
    return `the namespace ${unknown} of a variable is not provided by any earlier action`;
  if (actionTypeId.category === 'Source' && used.includes('variables'))
    return 'pipeline variables cannot be used in source actions';
  return undefined;
}

/** What earlier actions of the pipeline offer to those that follow. */
export interface Offer {
  readonly artifacts: Set<string>;
  readonly namespaces: Set<string>;
}
