import { randomBytes } from 'node:crypto';
import { translateFailure } from '../../aws/call/failure';
import { pollingPause } from '../../aws/call/polling';
import { moveReferences, noCommit } from '../../aws/codecommit/references';
import { listObjects } from '../../aws/objects/list-objects';
import { readObject } from '../../aws/objects/object-store';
import { callBucket } from '../../aws/pipeline/bucket';
import { GitenvError } from '../../errors';
import { type KeptSaying, parseSaid } from '../../guard/said';
import { type Saying, sayTag } from '../../guard/tags';
import { objectKeys } from '../../object-keys';
import type { OpenEnvironment } from '../../target/open-environment';

const waitMs = 90_000;

/**
 * Says something of a commit or a release of a guarded environment, by a tag on a commit, and waits until its guard has kept it.
 * @param commit one that the repository has, which the tag stands on
 * @throws GitenvError AWS_REFUSED if that does not come about
 */
export async function sayIn(
  open: OpenEnvironment,
  saying: Saying,
  commit: string,
): Promise<KeptSaying> {
  const { account, environment } = open;
  const before = new Set(await keysOf(open, saying));
  const url = await open.cloneUrl();
  const ref = sayTag(saying, randomBytes(4).toString('hex'));
  const failed = await moveReferences(account, url, [{ ref, from: noCommit, to: commit }]).catch(
    async (error) => {
      throw await translateFailure(error, { ...account, endpoint: url });
    },
  );
  const why = failed.get(ref);
  if (why !== undefined)
    throw new GitenvError('AWS_REFUSED', `${environment.name} does not take that: ${why}`, {
      changed: 'nothing',
      hint: `gitenv history ${environment.name}`,
    });
  const pause = pollingPause();
  for (const began = Date.now(); Date.now() - began < waitMs; await pause()) {
    const key = (await keysOf(open, saying)).find((it) => !before.has(it));
    const kept = key === undefined ? undefined : await readSaid(open, key);
    if (kept) return kept;
  }
  throw new GitenvError(
    'AWS_REFUSED',
    `The guard of ${environment.name} did not keep that within 90 s`,
    { hint: `gitenv doctor ${environment.name}` },
  );
}

async function keysOf(open: OpenEnvironment, { verb, about }: Saying): Promise<string[]> {
  return keysBelow(open, objectKeys.saidOf(verb, about));
}

/** Names of the objects of the environment that begin so. */
export async function keysBelow(open: OpenEnvironment, prefix: string): Promise<string[]> {
  const bucket = await open.bucket();
  const listed = await callBucket(open.account, bucket, () => listObjects(bucket, prefix));
  return listed.map(({ key }) => key);
}

export async function readSaid(
  open: OpenEnvironment,
  key: string,
): Promise<KeptSaying | undefined> {
  return parseSaid(await readText(open, key));
}

/** Empty if there is no such object. */
export async function readText(open: OpenEnvironment, key: string): Promise<string> {
  const bucket = await open.bucket();
  const text = await callBucket(open.account, bucket, () => readObject(bucket, key));
  return String(text ?? '');
}
