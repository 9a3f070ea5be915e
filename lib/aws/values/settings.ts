import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import type { Lack, Setting, SettingState } from '../../config/setting';
import type { Account } from '../account/account';
import { call, callPages } from '../call/call';
import * as aws from './operations';

/** So many names one filter of DescribeParameters takes. */
const namesAtOnce = 50;
/** Secrets are asked for one by one, because the list of them may be five minutes old. */
const secretsAtOnce = 10;

/**
 * What AWS knows of settings, without their values, by calls that no permission to read a value is needed for.
 * @returns in the order of the settings
 * @throws GitenvError what `translateFailure` says
 */
export async function describeSettings(
  account: Account,
  settings: readonly Setting[],
): Promise<SettingState[]> {
  const isSecret = ({ kind }: Setting) => kind === 'secret';
  const [parameters, secrets] = await Promise.all([
    describeParameters(
      account,
      referencesOf(settings, (it) => !isSecret(it)),
    ),
    describeSecrets(account, referencesOf(settings, isSecret)),
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

async function describeParameters(
  account: Account,
  names: readonly string[],
): Promise<Map<string, ParameterMetadata>> {
  const found = new Map<string, ParameterMetadata>();
  for (const Values of piecesOf(names, namesAtOnce)) {
    const input = {
      ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [...Values] }],
      MaxResults: namesAtOnce,
    };
    for await (const page of callPages(account, aws.DescribeParameters, input, 'NextToken'))
      for (const parameter of page.Parameters ?? []) found.set(parameter.Name ?? '', parameter);
  }
  return found;
}

async function describeSecrets(
  account: Account,
  ids: readonly string[],
): Promise<Map<string, DescribeSecretResponse>> {
  const found = new Map<string, DescribeSecretResponse>();
  for (const piece of piecesOf(ids, secretsAtOnce)) {
    await Promise.all(
      piece.map(async (SecretId) => {
        const secret = await call(account, aws.DescribeSecret, { SecretId });
        if (secret) found.set(SecretId, secret);
      }),
    );
  }
  return found;
}

function parameterState(setting: Setting, found: ParameterMetadata | undefined): SettingState {
  const isOpen = setting.kind === 'secure-parameter' && found && found.Type !== 'SecureString';
  return {
    ...setting,
    lack: !found ? 'missing' : isOpen ? 'unencrypted' : undefined,
    arn: found?.ARN,
    changedAt: found?.LastModifiedDate,
    version: found?.Version === undefined ? undefined : String(found.Version),
    changedBy: found?.LastModifiedUser,
  };
}

function secretState(setting: Setting, found: DescribeSecretResponse | undefined): SettingState {
  return {
    ...setting,
    lack: found ? secretLack(found) : 'missing',
    arn: found?.ARN,
    changedAt: found?.LastChangedDate,
    version: currentVersion(found),
    changedBy: undefined,
  };
}

function currentVersion(found: DescribeSecretResponse | undefined): string | undefined {
  const versions = Object.entries(found?.VersionIdsToStages ?? {});
  return versions.find(([, stages]) => stages.includes('AWSCURRENT'))?.[0];
}

function secretLack({
  DeletedDate,
  VersionIdsToStages = {},
}: DescribeSecretResponse): Lack | undefined {
  if (DeletedDate !== undefined) return 'scheduled for deletion';
  const stages = Object.values(VersionIdsToStages).flat();
  return stages.includes('AWSCURRENT') ? undefined : 'without a value';
}

function* piecesOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
