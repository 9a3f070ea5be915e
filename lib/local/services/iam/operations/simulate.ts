import type {
  ContextEntry,
  SimulateCustomPolicyCommandInput,
  SimulatePolicyResponse,
  SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import type { Caller } from '../../../base/caller';
import type { Context } from '../../../base/context';
import { notImplemented } from '../../../base/service-error';
import type { RequestKeys } from '../../../policy/keys';
import { checkDocument } from '../model/documents';
import { invalidInput, noSuchEntity } from '../model/errors';
import { listed } from '../model/listed';
import { boundaryOf, groupsOf, type NamedPolicy, policiesOf } from '../model/principals';
import { groupNamed, roleNamed, type StoredPrincipal, type StoredUser } from '../model/records';
import { simulated } from '../model/simulation';
import { userNamed } from '../model/users';

/** Whether somebody may do something, by the policies that he has. Nothing is done. */
export function SimulatePrincipalPolicy(
  input: SimulatePrincipalPolicyCommandInput,
  context: Context,
): SimulatePolicyResponse {
  if (input.PolicyExclusionList)
    throw notImplemented('iam', 'SimulatePrincipalPolicy with PolicyExclusionList');
  const source = sourceAt(input.PolicySourceArn, context);
  const asks = input.CallerArn === undefined ? source : sourceAt(input.CallerArn, context);
  const policies = [...source.policies, ...written(input.PolicyInputList)];
  const [boundary = boundaryOf(source.entity, context)] =
    input.PermissionsBoundaryPolicyInputList?.map(checkDocument) ?? [];
  return results(input, { policies, boundary, caller: asks.caller });
}

/** Whether somebody with nothing but some written policies may do something. */
export function SimulateCustomPolicy(
  input: SimulateCustomPolicyCommandInput,
  context: Context,
): SimulatePolicyResponse {
  const [boundary] = input.PermissionsBoundaryPolicyInputList?.map(checkDocument) ?? [];
  const { account } = context;
  const nobody = { account, arn: '', userId: '', accessKeyId: '' };
  const caller = input.CallerArn === undefined ? nobody : sourceAt(input.CallerArn, context).caller;
  return results(input, { policies: written(input.PolicyInputList), boundary, caller });
}

interface Source {
  readonly caller: Caller;
  readonly entity: Partial<StoredPrincipal>;
  readonly policies: readonly NamedPolicy[];
}

/** @throws InvalidInput for what is no user, group or role, such as a role's session */
function sourceAt(arn: string | undefined, context: Context): Source {
  const [, account = '', kind = '', name = ''] =
    /^arn:aws:iam::(\d{12}):(user|role|group)\/(?:.*\/)?([^/]+)$/.exec(arn ?? '') ?? [];
  if (name === '')
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  if (account !== context.account) throw noSuchEntity(`${arn} cannot be found.`);
  const entity = entityOf(kind, name, context);
  if (entity.arn !== arn) throw noSuchEntity(`The ${kind} with name ${name} cannot be found.`);
  const groups = isUser(entity) ? groupsOf(entity, context) : [];
  return {
    entity,
    caller: { account, arn: entity.arn, userId: entity.id, accessKeyId: '' },
    policies: policiesOf([entity, ...groups], context),
  };
}

function entityOf(kind: string, name: string, context: Context) {
  if (kind === 'role') return roleNamed(name, context);
  return kind === 'user' ? userNamed(name, context) : groupNamed(name, context);
}

function isUser(entity: object): entity is StoredUser {
  return 'groups' in entity;
}

function written(documents: readonly string[] | undefined): readonly NamedPolicy[] {
  return (documents ?? []).map((text, index) => ({
    id: `PolicyInputList.${index + 1}`,
    document: checkDocument(text),
  }));
}

/** What both operations are asked. */
type Simulated = SimulatePrincipalPolicyCommandInput | SimulateCustomPolicyCommandInput;

interface Who {
  readonly policies: readonly NamedPolicy[];
  readonly boundary: string | undefined;
  readonly caller: Caller;
}

function results(input: Simulated, who: Who): SimulatePolicyResponse {
  if (input.ResourceHandlingOption !== undefined)
    throw notImplemented('iam', 'simulations with ResourceHandlingOption');
  const actions = input.ActionNames ?? [];
  const wrong = actions.find((action) => !/^[\w-]+:[\w*?]+$/.test(action));
  if (wrong !== undefined) throw invalidInput(`Invalid Action Name: ${wrong}`);
  const keys = { ...keysOf(who.caller), ...given(input.ContextEntries) };
  const simulation = { ...who, keys, of: ofResource(input, who.caller) };
  const { items, rest } = listed(actions, input);
  const resources = input.ResourceArns ?? [];
  return {
    EvaluationResults: items.map((action) => simulated(simulation, action, resources)),
    ...rest,
  };
}

/** "Simulation of resource-based policies isn't supported for IAM roles." */
function ofResource(
  { ResourcePolicy, ResourceOwner, ResourceArns }: Simulated,
  { arn, account }: Caller,
) {
  if (ResourcePolicy === undefined) return undefined;
  if (!arn.includes(':user/'))
    throw invalidInput('CallerArn has to be that of a user if there is a ResourcePolicy.');
  const inArn = ResourceArns?.map((one) => one.split(':')[4]).find((it) => it);
  const owner = /\d{12}/.exec(ResourceOwner ?? '')?.[0] ?? inArn ?? account;
  return { account: owner, documents: [checkDocument(ResourcePolicy)] };
}

/** What is known of who asks; all else has to be said. */
function keysOf({ arn, account, userId }: Caller): RequestKeys {
  if (arn === '') return {};
  const isOfUser = arn.includes(':user/');
  return {
    'aws:principalarn': arn,
    'aws:principalaccount': account,
    'aws:principaltype': isOfUser ? 'User' : 'AssumedRole',
    ...(isOfUser && { 'aws:username': arn.split('/').at(-1), 'aws:userid': userId }),
  };
}

function given(entries: readonly ContextEntry[] | undefined): RequestKeys {
  return Object.fromEntries(
    (entries ?? []).map(({ ContextKeyName, ContextKeyType, ContextKeyValues = [] }) => [
      (ContextKeyName ?? '').toLowerCase(),
      ContextKeyType?.endsWith('List') ? ContextKeyValues : ContextKeyValues[0],
    ]),
  );
}
