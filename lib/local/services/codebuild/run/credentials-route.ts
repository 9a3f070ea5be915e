import { timingSafeEqual } from 'node:crypto';
import type { HttpReply, HttpRequest } from '../../../base/http';
import type { Route } from '../../../base/service';
import { currentCredentials, offerOf } from './credentials';
import { gitHelperVariables, gitLogin } from './git-credentials';
import type { Run } from './run';

/** Where builds fetch their credentials, in the way of containers: by an address and a token in their environment. */
const prefix = '/codebuild/credentials/';

/** The variables by which the AWS CLI and SDKs find the offer. */
export function credentialVariables(run: Run): Readonly<Record<string, string>> {
  const offer = offerOf(run.credentialsId);
  if (!offer) return {};
  const uri = `${run.context.endpoint}${prefix}${run.credentialsId}`;
  return {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: uri,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: offer.token,
    ...(run.buildspec?.env.gitCredentialHelper && gitHelperVariables(run, uri, offer.token)),
  };
}

export const credentialsRoute: Route = { prefix, handle };

async function handle({ path, query, headers }: HttpRequest): Promise<HttpReply> {
  const offer = offerOf(path.slice(prefix.length));
  if (!offer || !sameToken(offer.token, headers.authorization)) return answer(404, {});
  const repository = query.get('git');
  if (repository !== null) return answer(200, await gitLogin(offer.run, new URL(repository)));
  const issued = currentCredentials(offer.run);
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
