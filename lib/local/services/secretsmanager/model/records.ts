import { randomBytes } from 'node:crypto';
import type { Context } from '../../../base/context';
import type { Records } from '../../../base/store';
import { invalidRequest, notFound } from './errors';

export interface StoredVersion {
  readonly id: string;
  readonly createdAt: string;
  /** Encrypted by KMS, base64. */
  readonly sealed: string;
  readonly binary: boolean;
  /** Labels such as AWSCURRENT; a version without any may be dropped. */
  readonly stages: readonly string[];
}

export interface StoredSecret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly changedAt: string;
  /** When it will be gone; until then it can be restored. */
  readonly deletionDate?: string | undefined;
  readonly deletedAt?: string | undefined;
  readonly policy?: string | undefined;
  /** Newest first. */
  readonly versions: readonly StoredVersion[];
}

export const current = 'AWSCURRENT';
export const previous = 'AWSPREVIOUS';

export function secrets(context: Context): Records<StoredSecret> {
  return context.records<StoredSecret>('secretsmanager/secrets');
}

/** Secret ARNs end in a dash and six characters, so that a secret made anew is not mistaken for the old one. */
export function newArn(name: string, { region, account }: Context): string {
  const suffix = randomBytes(8)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .padEnd(6, 'x')
    .slice(0, 6);
  return `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${suffix}`;
}

/** A secret by its name, its ARN, or its ARN without the last six characters; those about to be deleted too. */
export function secretOf(id: string | undefined, context: Context): StoredSecret {
  const secret = find(id ?? '', context);
  const gone =
    secret?.deletionDate !== undefined && secret.deletionDate <= context.now().toISOString();
  if (!secret || gone) throw notFound("Secrets Manager can't find the specified secret.");
  return secret;
}

function find(id: string, context: Context): StoredSecret | undefined {
  const all = secrets(context);
  if (!id.startsWith('arn:')) return all.get(id);
  return all.list().find(({ arn }) => arn === id || arn.slice(0, -7) === id);
}

/** @throws InvalidRequestException for one that is about to be deleted */
export function liveSecret(id: string | undefined, context: Context): StoredSecret {
  const secret = secretOf(id, context);
  if (secret.deletionDate === undefined) return secret;
  throw invalidRequest(
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
}
