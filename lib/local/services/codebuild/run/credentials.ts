import { randomBytes } from 'node:crypto';
import type { Run } from './run';

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

/** What is offered under an id of a run's `credentialsId`, until that build has ended. */
export function offerOf(id: string | undefined): Offer | undefined {
  return offers.get(id ?? '');
}

/** The credentials that the build's own commands would get, for what is done on their behalf. */
export async function currentCredentials(run: Run): Promise<RoleCredentials> {
  const offer = offerOf(run.credentialsId);
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
