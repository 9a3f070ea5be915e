import { listObjects, objectPages } from '../../lib/aws/objects/list-objects';
import { readObject } from '../../lib/aws/objects/object-store';
import { type Proof, type ProvingEnvironment, readProof } from '../../lib/guard/proof';
import { objectKeys } from '../../lib/object-keys';
import type { GuardPlace } from './place';
import { storeOnce } from './store';

/** So many files are looked at, the latest first: whoever may bring proofs may bring a thousand. */
const most = 20;

/** The proofs that were brought for a commit, and why others do not count. */
export async function broughtProofs(
  place: GuardPlace,
  commit: string,
  upstream: ProvingEnvironment,
): Promise<{ readonly proofs: Proof[]; readonly notProofs: string[] }> {
  const listed = await listObjects(place.bucket, objectKeys.promotedProofs(commit));
  const latest = listed
    .sort((a, b) => b.modifiedAt.getTime() - a.modifiedAt.getTime())
    .slice(0, most);
  const proofs: Proof[] = [];
  const notProofs: string[] = [];
  for (const { key, bytes } of latest) {
    const text = bytes > 65_536 ? '' : await readObject(place.bucket, key);
    const proof = readProof(String(text ?? ''), commit, upstream);
    if (typeof proof === 'string') notProofs.push(proof);
    else proofs.push(proof);
  }
  return { proofs, notProofs };
}

/** Names that sort the highest first: S3 lists in the order of text, and the first page is enough. */
const highest = 999_999_999_999;

/** How far the gate has seen the chains of upstream's keys. */
export async function seenChains(
  place: GuardPlace,
  { signers }: Pick<ProvingEnvironment, 'signers'>,
): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  for (const fingerprint of signers) {
    const prefix = objectKeys.seenOf(fingerprint);
    for await (const [first] of objectPages(place.bucket, prefix)) {
      if (first) seen.set(fingerprint, highest - Number(first.key.slice(prefix.length)));
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
  const name = String(highest - sequence).padStart(12, '0');
  await storeOnce(place, `${objectKeys.seenOf(signer)}${name}`, head);
}
