import type { Bucket } from '../aws/objects/bucket';
import { type ListedObject, listObjects } from '../aws/objects/list-objects';
import { type Voucher, vouchedSoon } from '../aws/pipeline/vouched';
import { GitenvError } from '../errors';
import { objectKeys } from '../object-keys';
import { findOlder, storeBuffer } from './store';

/** Which bundle of a commit an environment may deploy, and by whose word. */
export interface VouchedBundle {
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  /** `build`: CodePipeline says that a build of this commit made it. `promotion`: a person brought it from the environment before. */
  readonly by: 'build' | 'promotion';
}

/** A commit whose bundle is asked for, and where. */
export interface VouchedQuestion {
  /** The environment's own bucket, which has notes and promotions. */
  readonly bucket: Bucket;
  /** The environment's own pipeline. */
  readonly voucher: Voucher;
  readonly commit: string;
  /** An execution that is under way, and has not built yet. */
  readonly except?: string | undefined;
}

/** Of one commit at most so many notes are asked about, newest first. */
const askedNotes = 20;
/** CodePipeline's list may lag behind a build that has just ended. A note younger than this is asked about again. */
const youngMs = 60_000;

/**
 * The bundle that an environment may deploy of a commit: what was promoted to it, else what its own pipeline says that
 * a build of this commit made. A note is only a claim, since a build of any commit may write it.
 * @returns undefined where nobody vouches for one
 * @throws GitenvError BUNDLE_DIFFERS where two were promoted
 */
export async function vouchedBundle(question: VouchedQuestion): Promise<VouchedBundle | undefined> {
  const claims = claimsOf(question);
  claims.catch(() => undefined);
  return (await promotedBundle(question)) ?? (await builtAmong(await claims, question));
}

/** @throws GitenvError BUNDLE_DIFFERS where two were promoted */
export async function promotedBundle({
  bucket,
  commit,
}: Pick<VouchedQuestion, 'bucket' | 'commit'>): Promise<VouchedBundle | undefined> {
  const below = objectKeys.promotions(commit);
  const names = (await listObjects(bucket, below)).map(({ key }) => key.slice(below.length));
  const [first, second] = names.filter((name) => /^[0-9a-f]{64}$/.test(name));
  if (first === undefined) return undefined;
  if (second === undefined) return { digest: `sha256:${first}`, by: 'promotion' };
  throw new GitenvError(
    'BUNDLE_DIFFERS',
    `Two bundles of this commit were promoted to s3://${bucket.name}/${below}: ${first.slice(0, 8)} and ${second.slice(0, 8)}`,
    { further: `Delete the wrong one from the bucket, then release the commit again.` },
  );
}

/** By CodePipeline's word alone, whatever was promoted. */
export async function builtBundle(question: VouchedQuestion): Promise<VouchedBundle | undefined> {
  return builtAmong(await claimsOf(question), question);
}

async function builtAmong(
  claims: readonly Claim[],
  question: VouchedQuestion,
): Promise<VouchedBundle | undefined> {
  for (const { execution, isYoung } of claims.slice(0, askedNotes)) {
    const digest = await wordFor(question, execution, isYoung);
    if (digest !== undefined) return { digest, by: 'build' };
  }
  return undefined;
}

/** Says that this execution has built the commit, or has found its bundle. Only CodePipeline's word makes it count. */
export async function leaveNote(bucket: Bucket, commit: string, execution: string): Promise<void> {
  const key = objectKeys.note(commit, execution);
  await storeBuffer(bucket, key, Buffer.alloc(0), { onlyNew: true });
}

/** Says that the environment before has released this bundle of the commit. */
export async function leavePromotion(
  bucket: Bucket,
  commit: string,
  digest: string,
): Promise<void> {
  const key = objectKeys.promotion(commit, digest);
  await storeBuffer(bucket, key, Buffer.alloc(0), { onlyNew: true });
}

interface Claim {
  readonly execution: string;
  readonly isYoung: boolean;
}

const executionPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function claimsOf({ bucket, commit, except }: VouchedQuestion): Promise<Claim[]> {
  const below = objectKeys.notes(commit);
  const listed = await listObjects(bucket, below);
  const notes = listed
    .sort((a, b) => b.modifiedAt.getTime() - a.modifiedAt.getTime())
    .map((note) => claimIn(note, below))
    .filter(({ execution }) => executionPattern.test(execution) && execution !== except);
  if (!listed.some(({ key }) => key === objectKeys.manifest(commit))) return notes;
  // What an earlier program has stored names its execution inside.
  const older = await findOlder(bucket, commit);
  return older ? [...notes, { execution: older.manifest.execution, isYoung: false }] : notes;
}

function claimIn({ key, modifiedAt }: ListedObject, below: string): Claim {
  const isYoung = Date.now() - modifiedAt.getTime() < youngMs;
  return { execution: key.slice(below.length), isYoung };
}

/** @returns the digest, where the execution was one of this commit and its build put out one */
async function wordFor(
  { voucher, commit }: VouchedQuestion,
  execution: string,
  isYoung: boolean,
): Promise<string | undefined> {
  const vouched = await vouchedSoon(voucher, execution, (it) => {
    const isSettled = it !== undefined && (it.isBuilt || it.hasFailed);
    return !isYoung || isSettled || (it?.commit ?? commit) !== commit;
  });
  return vouched?.isBuilt && vouched.commit === commit ? vouched.bundle : undefined;
}
