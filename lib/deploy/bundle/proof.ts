import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { translateFailure } from '../../aws/call/failure';
import { pollingPause } from '../../aws/call/polling';
import { moveReferences, noCommit, type ReferenceMove } from '../../aws/codecommit/references';
import { listObjects } from '../../aws/objects/list-objects';
import { readObject, storeObject } from '../../aws/objects/object-store';
import { callBucket } from '../../aws/pipeline/bucket';
import { sha256Of } from '../../bundle/manifest';
import { GitenvError } from '../../errors';
import { askTag } from '../../guard/tags';
import { objectKeys } from '../../object-keys';
import { shortCommit } from '../../release/wording';
import type { OpenEnvironment } from '../../target/open-environment';

/** What an environment has signed of a commit. */
export interface GivenProof {
  /** Of the file, without its ending; sorted by time. */
  readonly name: string;
  readonly text: Buffer;
}

const waitMs = 90_000;
/** What was signed for somebody else a moment ago is as good. */
const asGoodMs = 60_000;

/**
 * Asks an environment what it says of a commit as of now: with a tag, which its guard answers.
 * @throws GitenvError NOT_PROVEN if it has no such commit, or does not answer within 90 s; what credentials and network may say
 */
export async function askProof(upstream: OpenEnvironment, commit: string): Promise<GivenProof> {
  const { environment } = upstream;
  const url = await upstream.cloneUrl();
  const ref = askTag(commit, randomBytes(4).toString('hex'));
  const began = Date.now();
  const failed = await pushTag(upstream, url, { ref, from: noCommit, to: commit });
  const why = failed.get(ref);
  if (why !== undefined) throw notAsked(environment.name, commit, why);
  const proof = await waitFor(upstream, commit, began);
  if (proof) return proof;
  throw new GitenvError(
    'NOT_PROVEN',
    `${environment.name} did not say within 90 s whether ${shortCommit(commit)} is good there`,
    {
      advice: `Its guard answers: "gitenv init" of ${environment.name} installs or repairs it, and its builds say what is wrong.`,
      hint: `gitenv doctor ${environment.name}\ngitenv init ${environment.name}`,
    },
  );
}

function notAsked(name: string, commit: string, why: string): GitenvError {
  return new GitenvError(
    'NOT_PROVEN',
    `${name} cannot be asked to prove ${shortCommit(commit)}: its repository says "${why}"`,
    { hint: `gitenv push ${name} ${shortCommit(commit)}` },
  );
}

async function pushTag({ account }: OpenEnvironment, url: string, tag: ReferenceMove) {
  try {
    return await moveReferences(account, url, [tag]);
  } catch (error) {
    throw translateFailure(error, { ...account, endpoint: url });
  }
}

async function waitFor(
  upstream: OpenEnvironment,
  commit: string,
  began: number,
): Promise<GivenProof | undefined> {
  const bucket = await upstream.bucket();
  const pause = pollingPause();
  const look = async () => {
    const listed = await listObjects(bucket, objectKeys.proofsOf(commit));
    const [newest] = listed.sort((a, b) => b.modifiedAt.getTime() - a.modifiedAt.getTime());
    if (!newest || newest.modifiedAt.getTime() < began - asGoodMs) return undefined;
    const text = await readObject(bucket, newest.key);
    return text && { name: newest.key.replace(/^.*\/|\.json$/g, ''), text };
  };
  for (;;) {
    const proof = await callBucket(upstream.account, bucket, look);
    if (proof || Date.now() - began > waitMs) return proof;
    await pause();
  }
}

/** Leaves a proof where the gate of the environment looks for it. */
export async function bringProofTo(
  open: OpenEnvironment,
  commit: string,
  { name, text }: GivenProof,
): Promise<void> {
  const bucket = await open.bucket();
  await callBucket(open.account, bucket, () =>
    storeObject(bucket, objectKeys.promotedProof(commit, name), {
      open: () => Readable.from([text]),
      bytes: text.length,
      sha256: sha256Of(text),
      onlyNew: true,
    }),
  );
}
