import type {
  AssumeRoleCommandInput,
  AssumeRoleResponse,
  GetAccessKeyInfoCommandInput,
  GetAccessKeyInfoResponse,
  GetCallerIdentityCommandInput,
  GetCallerIdentityResponse,
  GetSessionTokenCommandInput,
  GetSessionTokenResponse,
  Credentials as WireCredentials,
} from '@aws-sdk/client-sts';
import { serviceCaller } from '../../base/caller';
import type { Context } from '../../base/context';
import type { IssuedCredential } from '../../base/credentials';
import { notImplemented, ServiceError } from '../../base/service-error';

export function GetCallerIdentity(
  _: GetCallerIdentityCommandInput,
  { caller }: Context,
): GetCallerIdentityResponse {
  return { UserId: caller.userId, Account: caller.account, Arn: caller.arn };
}

/** Temporary credentials that act as the role, if the caller may and the role's trust policy lets him. */
export async function AssumeRole(
  input: AssumeRoleCommandInput,
  context: Context,
): Promise<AssumeRoleResponse> {
  if (input.PolicyArns !== undefined) throw notImplemented('sts', 'AssumeRole with PolicyArns');
  const session = input.RoleSessionName ?? '';
  if (!/^[\w+=,.@-]{2,64}$/.test(session))
    throw new ServiceError('ValidationError', `'${session}' is not a role session name.`);
  const role = await assumableRole(input, context);
  const seconds = checkDuration(input.DurationSeconds ?? 3600, 900, role.maxSeconds);
  const assumed = {
    account: role.account,
    arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${session}`,
    userId: `${role.id}:${session}`,
    ...(input.Policy !== undefined && { sessionPolicies: [input.Policy] }),
  };
  return {
    Credentials: describe(context.credentials.issue(assumed, seconds)),
    AssumedRoleUser: { AssumedRoleId: assumed.userId, Arn: assumed.arn },
  };
}

/** Temporary credentials of the caller himself. */
export function GetSessionToken(
  input: GetSessionTokenCommandInput,
  { caller, credentials }: Context,
): GetSessionTokenResponse {
  if (input.SerialNumber !== undefined || input.TokenCode !== undefined)
    throw notImplemented('sts', 'GetSessionToken with a second factor');
  if (caller.arn.includes(':assumed-role/'))
    throw new ServiceError(
      'AccessDenied',
      'Cannot call GetSessionToken with session credentials',
      403,
    );
  const seconds = checkDuration(input.DurationSeconds ?? 43_200, 900, 129_600);
  return { Credentials: describe(credentials.issue(caller, seconds)) };
}

export function GetAccessKeyInfo(
  input: GetAccessKeyInfoCommandInput,
  { credentials }: Context,
): GetAccessKeyInfoResponse {
  const account = credentials.accountOf(input.AccessKeyId ?? '');
  if (account === undefined)
    throw new ServiceError('ValidationError', `${input.AccessKeyId} is not an access key id.`);
  return { Account: account };
}

interface AssumableRole {
  readonly account: string;
  readonly name: string;
  readonly id: string;
  readonly maxSeconds: number;
}

async function assumableRole(
  { RoleArn: arn = '', ...input }: AssumeRoleCommandInput,
  context: Context,
): Promise<AssumableRole> {
  const [, account = '', name = ''] =
    /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (name === '') throw new ServiceError('ValidationError', `${arn} is invalid`);
  const found = await findRole(account, name, context);
  const role = found?.Arn === arn ? found : undefined;
  const decision = context.decide({
    action: 'sts:AssumeRole',
    resource: arn,
    keys: {
      'sts:externalid': input.ExternalId,
      'sts:rolesessionname': input.RoleSessionName,
      'sts:sourceidentity': input.SourceIdentity,
    },
    of: {
      account,
      documents: role ? [decodeURIComponent(role.AssumeRolePolicyDocument)] : [],
      decidesAlone: true,
    },
  });
  if (!role || !decision.isAllowed)
    throw new ServiceError(
      'AccessDenied',
      `User: ${context.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      403,
    );
  // A role assumed by a role's session is limited to an hour.
  const chained = context.caller.arn.includes(':assumed-role/');
  const longest = role.MaxSessionDuration ?? 3600;
  return { account, name, id: role.RoleId, maxSeconds: chained ? 3600 : longest };
}

interface FoundRole {
  readonly Arn: string;
  readonly RoleId: string;
  readonly AssumeRolePolicyDocument: string;
  readonly MaxSessionDuration?: number;
}

async function findRole(
  account: string,
  name: string,
  context: Context,
): Promise<FoundRole | undefined> {
  const owner = context.as(serviceCaller(account));
  try {
    const found = await owner.call<{ Role: FoundRole }>('iam', 'GetRole', { RoleName: name });
    return found.Role;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NoSuchEntity') return undefined;
    throw error;
  }
}

function checkDuration(seconds: number, least: number, most: number): number {
  if (Number.isInteger(seconds) && seconds >= least && seconds <= most) return seconds;
  throw new ServiceError(
    'ValidationError',
    seconds > most
      ? 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'
      : `DurationSeconds must be at least ${least}.`,
  );
}

function describe(credential: IssuedCredential): WireCredentials {
  return {
    AccessKeyId: credential.accessKeyId,
    SecretAccessKey: credential.secretAccessKey,
    SessionToken: credential.sessionToken,
    Expiration: new Date(credential.expiration ?? 0),
  };
}
