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
/** In seconds: so long a session lasts that CodeBuild begins. */
const hour = 3600;

/** Offers credentials of the build's service role to the build until it ends. */
export function offerCredentials(run: Run): void {
  const issued = issue(run);
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
export function currentCredentials(run: Run): RoleCredentials {
  const offer = offerOf(run.credentialsId);
  if (!offer) return issue(run);
  const left = offer.issued.Expiration.getTime() - run.context.now().getTime();
  if (left < renewBefore) offer.issued = issue(run);
  return offer.issued;
}

function issue({ asRole: { caller, credentials } }: Run): RoleCredentials {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials.lend(caller, hour);
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken ?? '',
    Expiration: new Date(expiration ?? 0),
  };
}
