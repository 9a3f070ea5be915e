import type { ParameterTier, ParameterType } from '@aws-sdk/client-ssm';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import type { Records } from '../../../base/store';

export interface StoredVersion {
  readonly version: number;
  readonly type: ParameterType;
  /** Of a SecureString the ciphertext, base64. */
  readonly value: string;
  readonly keyId?: string | undefined;
  readonly description?: string | undefined;
  readonly allowedPattern?: string | undefined;
  readonly tier: ParameterTier;
  readonly dataType: string;
  readonly modifiedAt: string;
  readonly modifiedBy: string;
  readonly labels: readonly string[];
}

export interface StoredParameter {
  readonly name: string;
  /** Newest first; a parameter keeps its last hundred. */
  readonly versions: readonly [StoredVersion, ...StoredVersion[]];
  readonly tags: Readonly<Record<string, string>>;
}

export function parameters(context: Context): Records<StoredParameter> {
  return context.records<StoredParameter>('ssm/parameters');
}

/** A parameter by name or ARN; undefined when there is none. */
export function findParameter(name: string, context: Context): StoredParameter | undefined {
  const prefix = arnPrefix(context);
  if (!name.startsWith(prefix)) return parameters(context).get(name);
  const rest = name.slice(prefix.length);
  return parameters(context).get(rest) ?? parameters(context).get(`/${rest}`);
}

export function parameterNamed(name: string | undefined, context: Context): StoredParameter {
  const parameter = findParameter(name ?? '', context);
  if (!parameter) throw new ServiceError('ParameterNotFound', `Parameter ${name} not found.`);
  return parameter;
}

export function arnOf(name: string, context: Context): string {
  return `${arnPrefix(context)}${name.replace(/^\//, '')}`;
}

function arnPrefix({ region, account }: Context): string {
  return `arn:aws:ssm:${region}:${account}:parameter/`;
}
