import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { HttpReply, HttpRequest, Route } from '../../service';
import type { Run } from './engine/run';
import { gitHelperVariables, gitLogin } from './git-credentials';

/** Where builds fetch their credentials, in the way of containers: by an address and a token in their environment. */
const prefix = '/codebuild/credentials/';

interface Offer {
  readonly token: string;
  readonly run: Run;
  issued: RoleCredentials;
}

interface RoleCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly Expiration: Date;
}

const offers = new Map<string, Offer>();
/** Clients fetch anew when five minutes are left. */
const renewBefore = 10 * 60_000;

/**
 * Assumes the service role of a build's project and offers the credentials to the build until it ends.
 * @throws what `sts:AssumeRole` throws
 */
export async function offerCredentials(run: Run): Promise<void> {
  const issued = await assumeRole(run);
  const id = randomBytes(12).toString('hex');
  offers.set(id, { token: randomBytes(24).toString('base64url'), run, issued });
  run.credentialsId = id;
  void run.finished.then(() => offers.delete(id));
}

/** The variables by which the AWS CLI and SDKs find the offer. */
export function credentialVariables(run: Run): Readonly<Record<string, string>> {
  const offer = offers.get(run.credentialsId ?? '');
  if (!offer) return {};
  const uri = `${run.context.endpoint}${prefix}${run.credentialsId}`;
  return {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: uri,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: offer.token,
    ...(run.buildspec?.env.gitCredentialHelper && gitHelperVariables(run, uri, offer.token)),
  };
}

/** The credentials that the build's own commands would get, for what is done on their behalf. */
export async function currentCredentials(run: Run): Promise<RoleCredentials> {
  const offer = offers.get(run.credentialsId ?? '');
  if (!offer) return assumeRole(run);
  const left = offer.issued.Expiration.getTime() - run.context.now().getTime();
  if (left < renewBefore) offer.issued = await assumeRole(run);
  return offer.issued;
}

async function assumeRole({ build, context, id }: Run): Promise<RoleCredentials> {
  const { Credentials } = await context.call<{ Credentials: RoleCredentials }>(
    'sts',
    'AssumeRole',
    {
      RoleArn: build.serviceRole,
      RoleSessionName: `AWSCodeBuild-${id.slice(id.lastIndexOf(':') + 1)}`,
      DurationSeconds: 3600,
    },
  );
  return Credentials;
}

export const credentialsRoute: Route = { prefix, handle };

async function handle({ path, query, headers }: HttpRequest): Promise<HttpReply> {
  const offer = offers.get(path.slice(prefix.length));
  if (!offer || !sameToken(offer.token, headers.authorization)) return answer(404, {});
  const repository = query.get('git');
  if (repository !== null) return answer(200, await gitLogin(offer.run, new URL(repository)));
  const issued = await currentCredentials(offer.run);
  return answer(200, {
    AccessKeyId: issued.AccessKeyId,
    SecretAccessKey: issued.SecretAccessKey,
    Token: issued.SessionToken,
    Expiration: issued.Expiration.toISOString(),
    RoleArn: offer.run.build.serviceRole,
  });
}

function sameToken(expected: string, given: string | undefined): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given ?? '')];
  return a.length === b.length && timingSafeEqual(a, b);
}

function answer(status: number, body: unknown): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}
