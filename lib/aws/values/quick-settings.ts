import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import type { Lack, Setting, SettingState } from '../../config/setting';
import type { AccountOptions } from '../account/account-check';
import type { AwsCredentials } from '../account/credentials';
import { quickly } from '../account/quick-call';

/** As on the wire, where times are seconds. */
interface ParametersReply {
  readonly Parameters?: readonly (Omit<ParameterMetadata, 'LastModifiedDate'> & {
    readonly LastModifiedDate?: number;
  })[];
  readonly NextToken?: string;
}

interface SecretReply {
  readonly ARN?: string;
  readonly LastChangedDate?: number;
  readonly DeletedDate?: number;
  readonly VersionIdsToStages?: Readonly<Record<string, readonly string[]>>;
}

/** So many names one filter of DescribeParameters takes. */
const namesAtOnce = 50;
/** Secrets are asked for one by one, because the list of them may be five minutes old. */
const secretsAtOnce = 10;

/**
 * What AWS knows of settings, without their values, by calls that no permission to read a value is needed for.
 * @returns in the order of the settings
 * @throws GitenvError what `translateFailure` says
 */
export async function quickSettings(
  options: AccountOptions,
  credentials: AwsCredentials,
  settings: readonly Setting[],
): Promise<SettingState[]> {
  const isSecret = ({ kind }: Setting) => kind === 'secret';
  const [parameters, secrets] = await Promise.all([
    describeParameters(
      options,
      credentials,
      referencesOf(settings, (it) => !isSecret(it)),
    ),
    describeSecrets(options, credentials, referencesOf(settings, isSecret)),
  ]);
  return settings.map((setting) =>
    isSecret(setting)
      ? secretState(setting, secrets.get(setting.reference))
      : parameterState(setting, parameters.get(setting.reference)),
  );
}

function referencesOf(settings: readonly Setting[], of: (it: Setting) => boolean): string[] {
  return [...new Set(settings.filter(of).map(({ reference }) => reference))];
}

type Parameter = NonNullable<ParametersReply['Parameters']>[number];

async function describeParameters(
  options: AccountOptions,
  credentials: AwsCredentials,
  names: readonly string[],
): Promise<Map<string, Parameter>> {
  const found = new Map<string, Parameter>();
  for (const Values of piecesOf(names, namesAtOnce)) {
    let NextToken: string | undefined;
    do {
      const page: ParametersReply = await quickly(options, credentials, {
        service: 'ssm',
        target: 'AmazonSSM.DescribeParameters',
        input: {
          ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values }],
          MaxResults: namesAtOnce,
          ...(NextToken && { NextToken }),
        },
      });
      for (const parameter of page.Parameters ?? []) found.set(parameter.Name ?? '', parameter);
      NextToken = page.NextToken;
    } while (NextToken);
  }
  return found;
}

async function describeSecrets(
  options: AccountOptions,
  credentials: AwsCredentials,
  ids: readonly string[],
): Promise<Map<string, SecretReply>> {
  const found = new Map<string, SecretReply>();
  for (const piece of piecesOf(ids, secretsAtOnce)) {
    await Promise.all(
      piece.map(async (SecretId) => {
        const secret = await describeSecret(options, credentials, SecretId);
        if (secret) found.set(SecretId, secret);
      }),
    );
  }
  return found;
}

async function describeSecret(
  options: AccountOptions,
  credentials: AwsCredentials,
  SecretId: string,
): Promise<SecretReply | undefined> {
  const target = 'secretsmanager.DescribeSecret';
  try {
    return await quickly(options, credentials, {
      service: 'secretsmanager',
      target,
      input: { SecretId },
    });
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

function parameterState(setting: Setting, found: Parameter | undefined): SettingState {
  const isOpen = setting.kind === 'secure-parameter' && found && found.Type !== 'SecureString';
  return {
    ...setting,
    lack: !found ? 'missing' : isOpen ? 'unencrypted' : undefined,
    arn: found?.ARN,
    changedAt: dateOf(found?.LastModifiedDate),
    changedBy: found?.LastModifiedUser,
  };
}

function secretState(setting: Setting, found: SecretReply | undefined): SettingState {
  return {
    ...setting,
    lack: found ? secretLack(found) : 'missing',
    arn: found?.ARN,
    changedAt: dateOf(found?.LastChangedDate),
    changedBy: undefined,
  };
}

function secretLack({ DeletedDate, VersionIdsToStages = {} }: SecretReply): Lack | undefined {
  if (DeletedDate !== undefined) return 'scheduled for deletion';
  const stages = Object.values(VersionIdsToStages).flat();
  return stages.includes('AWSCURRENT') ? undefined : 'without a value';
}

function dateOf(seconds: number | undefined): Date | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000);
}

function* piecesOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
