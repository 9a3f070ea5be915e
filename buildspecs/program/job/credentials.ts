import fs from 'node:fs';
import type { AwsCredentials } from '../../../lib/aws/call/caller';
import { exchange } from '../../../lib/aws/call/network/exchange';
import { GitenvError } from '../../../lib/errors';
import { type Fields, fieldsOf, textOrNone } from '../../../lib/fields';

type Env = Readonly<Record<string, string | undefined>>;

const earlyMs = 5 * 60_000;
const silenceMs = 10_000;
/** Where containers find their credentials, by AWS's documentation. */
const containerHost = 'http://169.254.170.2';

/** The credentials of the role that the build runs with, renewed before they expire. */
export function roleCredentials(env: Env): () => Promise<AwsCredentials> {
  let kept: AwsCredentials | undefined;
  let asked: Promise<AwsCredentials> | undefined;
  return async () => {
    if (kept?.expiration && kept.expiration.getTime() - earlyMs < Date.now()) kept = undefined;
    if (kept) return kept;
    // Several may want them at the same time.
    asked ??= resolve(env).finally(() => {
      asked = undefined;
    });
    kept = await asked;
    return kept;
  };
}

async function resolve(env: Env): Promise<AwsCredentials> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY)
    return {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    };
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  const address = relative ? `${containerHost}${relative}` : env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
  if (!address)
    throw new GitenvError(
      'NO_CREDENTIALS',
      'This build has no credentials: it does not run in CodeBuild',
    );
  const token = tokenOf(env);
  const headers = token ? { authorization: token } : {};
  const { reply, text } = await exchange(new URL(address), { method: 'GET', headers, silenceMs });
  if (reply.statusCode !== 200)
    throw new GitenvError(
      'REFUSED_CREDENTIALS',
      `The build's credentials were refused with HTTP ${reply.statusCode}`,
    );
  return credentialsOf(fieldsOf(JSON.parse(text)));
}

function tokenOf(env: Env): string | undefined {
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  return file ? fs.readFileSync(file, 'utf8').trim() : env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
}

function credentialsOf(reply: Fields): AwsCredentials {
  const token = textOrNone(reply.Token);
  const expiration = textOrNone(reply.Expiration);
  return {
    accessKeyId: textOrNone(reply.AccessKeyId) ?? '',
    secretAccessKey: textOrNone(reply.SecretAccessKey) ?? '',
    ...(token && { sessionToken: token }),
    ...(expiration && { expiration: new Date(expiration) }),
  };
}
