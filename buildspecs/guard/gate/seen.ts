import { objectPages } from '../../../lib/aws/objects/list-objects';
import type { Proof, ProvingEnvironment } from '../../../lib/guard/proof';
import { objectKeys } from '../../../lib/object-keys';
import type { GuardPlace } from '../place';
import { storeOnce } from '../store';

/** Names that sort the highest first: S3 lists in the order of text, and the first page is enough. */
const most = 999_999_999_999;

/** How far the gate has seen the chains of upstream's keys. */
export async function seenChains(
  place: GuardPlace,
  { signers }: Pick<ProvingEnvironment, 'signers'>,
): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  for (const fingerprint of signers) {
    const prefix = objectKeys.seenOf(fingerprint);
    for await (const [first] of objectPages(place.bucket, prefix)) {
      if (first) seen.set(fingerprint, most - Number(first.key.slice(prefix.length)));
      break;
    }
  }
  return seen;
}

/** Keeps how far a proof has shown upstream's chain, so that no older state of it counts any more. */
export async function keepSeen(
  place: GuardPlace,
  { signer, sequence, head }: Proof,
): Promise<void> {
  const name = String(most - sequence).padStart(12, '0');
  await storeOnce(place, `${objectKeys.seenOf(signer)}${name}`, head);
}
