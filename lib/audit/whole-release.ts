import { call } from '../aws/call/call';
import { GetCommit } from '../aws/codecommit/operations';
import { getRelease } from '../aws/pipeline/pipeline';
import { listActions } from '../aws/pipeline/pipeline-state';
import type { Environment } from '../config/environment';
import { GitenvError } from '../errors';
import type { GitPlace } from '../git/run';
import { endsIn, type ReadRecord } from '../records/read-record';
import type { ReleaseEnd, ReleasePredicateFacts } from '../records/record';
import { factsOfEnd } from '../records/release-facts';
import { matchReasons, type Reason } from '../release/guards/reason';
import { isGreeting, type Release } from '../release/release';
import { type OpenEnvironment, openToLook } from '../target/open-environment';
import { listReasons, readReasons } from '../target/reasons';
import { commitAmong } from '../target/released-commit';
import { Releases } from '../target/releases';
import { orWhyNot } from '../target/why-not';
import { type AuditedRecords, type AuditOptions, auditRecords, holds } from './verify';

/** All that is known of one release. */
export interface WholeRelease {
  readonly environment: string;
  /** Who tells: CodePipeline forgets after twelve months, and records do not. */
  readonly toldBy: 'CodePipeline' | 'records';
  /** Of what was released before there were records, the first one has no more than the end. */
  readonly release: ReleaseEnd & Partial<ReleasePredicateFacts>;
  readonly reason: Reason | null;
  /** The records that have ends of it; null if the environment keeps none, or they could not be read. */
  readonly records: readonly RecordOfRelease[] | null;
  /** Whether all records hold; null where there is none. */
  readonly recordsHold: boolean | null;
}

export interface RecordOfRelease {
  readonly sequence: number;
  readonly digest: string;
  readonly attempt: number;
  readonly outcome: string;
}

type Ends = readonly { readonly record: ReadRecord; readonly end: ReleaseEnd }[];

/**
 * Finds one release: by its id or how that begins, or the latest of a commit.
 * @throws GitenvError UNKNOWN_COMMIT where neither CodePipeline nor a record knows it
 */
export async function wholeRelease(
  environment: Environment,
  spec: string,
  options: AuditOptions & { readonly patienceMs: number },
  place: GitPlace,
): Promise<WholeRelease> {
  const open = await openToLook(environment, options.patienceMs);
  const [all, audited] = await Promise.all([
    new Releases(open).until(() => false),
    recordsIfAny(environment, options),
  ]);
  const known = all.filter((it) => !isGreeting(it));
  const ends: Ends = (audited?.chain.records ?? []).flatMap((record) =>
    endsIn(record).map((end) => ({ record, end })),
  );
  const id = await idMeant(known, ends, spec, place);
  const own = ends.filter(({ end }) => end.execution === id);
  const release = known.find((it) => it.id === id);
  const last = own.at(-1);
  if (!release && !last)
    throw new GitenvError('UNKNOWN_COMMIT', `${environment.name} has released no '${spec}'`, {
      hint: `gitenv history ${environment.name}`,
    });
  return {
    environment: environment.name,
    toldBy: release ? 'CodePipeline' : 'records',
    release: release ? await toldByPipeline(open, release, known) : (last?.end as ReleaseEnd),
    reason: release ? await reasonOf(open, release, known, place) : null,
    records: audited ? own.map(asRecord) : null,
    recordsHold: audited ? holds(audited.audit) : null,
  };
}

/** Who may not read them sees what CodePipeline tells. */
export async function recordsIfAny(
  environment: Environment,
  options: AuditOptions,
): Promise<AuditedRecords | undefined> {
  const found = await orWhyNot(auditRecords(environment, options));
  return found instanceof GitenvError || found.stored.length === 0 ? undefined : found;
}

function asRecord({ record, end }: Ends[number]): RecordOfRelease {
  const { attempt, outcome } = end;
  return { sequence: record.head.sequence, digest: record.digest, attempt, outcome };
}

/** @returns undefined where nothing is known by that name */
async function idMeant(
  known: readonly Release[],
  ends: Ends,
  spec: string,
  place: GitPlace,
): Promise<string | undefined> {
  const ids = [...known.map(({ id }) => id), ...ends.map(({ end }) => end.execution)];
  const byId = /^[0-9a-f-]{8,36}$/.test(spec) ? ids.find((id) => id.startsWith(spec)) : undefined;
  if (byId !== undefined) return byId;
  const recorded = [...ends].reverse();
  const commits = recorded.flatMap(({ end }) => end.commit ?? []);
  const byRecord = spec.length < 7 ? undefined : commits.find((it) => it.startsWith(spec));
  const commit = byRecord ?? (await commitAmong(known, spec, place));
  return (
    known.find((it) => it.commit === commit)?.id ??
    recorded.find(({ end }) => end.commit === commit)?.end.execution
  );
}

async function toldByPipeline(
  open: OpenEnvironment,
  release: Release,
  known: readonly Release[],
): Promise<ReleasePredicateFacts> {
  const [facts, actions, tree] = await Promise.all([
    getRelease(open.account, open.pipeline, release.id),
    listActions(open.account, open.pipeline, release.id),
    treeOf(open, release.commit),
  ]);
  return factsOfEnd({ release, facts, actions, tree, known });
}

/** Nobody needs the right to ask for it. */
async function treeOf(open: OpenEnvironment, commitId: string | undefined) {
  if (commitId === undefined) return undefined;
  const input = { repositoryName: open.repository, commitId };
  const found = await orWhyNot(call(open.account, GetCommit, input));
  return found instanceof GitenvError ? undefined : found.commit?.treeId;
}

async function reasonOf(
  open: OpenEnvironment,
  release: Release,
  known: readonly Release[],
  place: GitPlace,
): Promise<Reason | null> {
  const tags = await orWhyNot(listReasons(open, place));
  if (tags instanceof GitenvError) return null;
  const own = tags.filter(({ commit }) => commit === release.commit);
  const reasons = await orWhyNot(readReasons(own, open, place));
  return reasons instanceof GitenvError
    ? null
    : (matchReasons(known, reasons).get(release.id) ?? null);
}
