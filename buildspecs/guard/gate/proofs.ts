import { listObjects } from '../../../lib/aws/objects/list-objects';
import { readObject } from '../../../lib/aws/objects/object-store';
import { type Proof, type ProvingEnvironment, readProof } from '../../../lib/guard/proof';
import { objectKeys } from '../../../lib/object-keys';
import type { GuardPlace } from '../place';

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
