import { vouchedFor } from '../../../lib/aws/pipeline/vouched';
import { namesOf } from '../../../lib/contract';
import { bodyOf, preAuthentication, sealed, statementType } from '../../../lib/guard/envelope';
import { type ProofStatement, proofStatement } from '../../../lib/guard/proof';
import { standingOfCommit } from '../../../lib/guard/standing';
import { objectKeys } from '../../../lib/object-keys';
import type { Release } from '../../../lib/release/release';
import { type GuardPlace, signerOf } from '../place';
import { storeOnce } from '../store';
import { withdrawalsOf } from '../withdrawn';
import { chainHead } from './chain-head';

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
