import { readObject } from '../../lib/aws/objects/object-store';
import { vouchedFor } from '../../lib/aws/pipeline/vouched';
import { namesOf } from '../../lib/contract';
import { bodyOf, preAuthentication, sealed, statementType } from '../../lib/guard/envelope';
import { type ProofStatement, proofStatement } from '../../lib/guard/proof';
import { standingOfCommit } from '../../lib/guard/standing';
import { objectKeys } from '../../lib/object-keys';
import { recordDigest } from '../../lib/records/read-record';
import type { Release } from '../../lib/release/release';
import { type GuardPlace, signerOf } from './place';
import { newestSequence } from './record-store';
import { withdrawalsOf } from './said';
import { storeOnce } from './store';

/** Says of a commit how it stands here as of now, signs that, and keeps it where whoever asked finds it. */
export async function prove(
  place: GuardPlace,
  commit: string,
  releases: readonly Release[],
): Promise<ProofStatement> {
  const { application, environment, account, region } = place;
  const standing = standingOfCommit(commit, releases, await withdrawalsOf(place, commit));
  const voucher = { caller: place, pipeline: namesOf(application).pipeline };
  const { latest } = standing;
  const vouched = latest && (await vouchedFor(voucher, latest.id));
  const timeVerified = new Date();
  const statement: ProofStatement = {
    ...{ application, environment, account, region, commit, timeVerified },
    ...{ why: standing.why, releasedAt: standing.since, bundle: vouched?.bundle },
    ...(await chainHead(place)),
  };
  const signer = await signerOf(place);
  const text = proofStatement(statement);
  const signature = await signer.sign(preAuthentication(statementType, bodyOf(text)));
  const name = timeVerified.toISOString().replace(/\D/g, '');
  const key = objectKeys.proof(commit, name);
  await storeOnce(place, key, `${JSON.stringify(sealed(text, signature, signer.publicKey))}\n`);
  return statement;
}

/** The end of the environment's chain of records: its number, and its digest, which is zeros before the first. */
async function chainHead(place: GuardPlace) {
  const sequence = await newestSequence(place);
  const key = objectKeys.record(sequence);
  const text = sequence === 0 ? undefined : await readObject(place.bucket, key);
  return { sequence, head: text ? recordDigest(String(text)) : '0'.repeat(64) };
}
