import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { AwsCredentials } from '../call/caller';

/** What a role is assumed with, as far as a profile says it. */
export interface RoleRequest {
  readonly RoleArn: string;
  readonly SerialNumber?: string;
  readonly RoleSessionName?: string;
  readonly ExternalId?: string;
  readonly DurationSeconds?: number;
}

/** As botocore writes it. */
interface Kept {
  readonly Credentials?: {
    readonly AccessKeyId?: string;
    readonly SecretAccessKey?: string;
    readonly SessionToken?: string;
    readonly Expiration?: string;
  };
}

/** The AWS CLI asks anew when a session has less left than this. */
const leastMs = 15 * 60 * 1000;

/** The session that the AWS CLI, or gitenv, keeps of a role. Undefined if there is none, or not for much longer. */
export function keptSession(request: RoleRequest): AwsCredentials | undefined {
  const kept = read(fileOf(request));
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration = '' } = kept?.Credentials ?? {};
  const expiration = new Date(Expiration.replace(/UTC$/, 'Z'));
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) return undefined;
  if (!(expiration.getTime() - leastMs > Date.now())) return undefined;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration,
  };
}

/** Keeps a session where the AWS CLI finds it. That it cannot be kept is no failure: the next one asks again. */
export function keepSession(request: RoleRequest, answer: object): void {
  const file = fileOf(request);
  const beside = `${file}.${randomUUID()}.tmp`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    fs.writeFileSync(beside, JSON.stringify(answer), { mode: 0o600 });
    fs.renameSync(beside, file);
  } catch {
    fs.rmSync(beside, { force: true });
  }
}

function read(file: string): Kept | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Kept;
  } catch {
    return undefined;
  }
}

function fileOf(request: RoleRequest): string {
  const home = process.env.HOME || os.homedir();
  return path.join(home, '.aws', 'cli', 'cache', `${sessionKey(request)}.json`);
}

/** The name that botocore gives to a session: a digest of the request as Python writes JSON, with its keys in order. */
export function sessionKey(request: RoleRequest): string {
  const fields = Object.entries(request)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${inPython(name)}: ${inPython(value)}`);
  return createHash('sha1')
    .update(`{${fields.join(', ')}}`)
    .digest('hex');
}

function inPython(value: string | number): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
