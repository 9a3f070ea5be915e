import type { Environment } from '../../config/environment';
import { GitenvError } from '../../errors';
import type { GitPlace } from '../../git/run';
import { type KeptSaying, parseBreakGlass } from '../../guard/said';
import type { Saying } from '../../guard/tags';
import { objectKeys } from '../../object-keys';
import { isSamePerson, nameOfCaller } from '../../release/caller';
import { shortCommit } from '../../release/wording';
import { type OpenEnvironment, openVerified } from '../../target/open-environment';
import { commitAmong, releaseAmong } from '../../target/released-commit';
import { Releases } from '../../target/releases';
import { readText, sayIn } from './said';

/** Further back nobody says anything of a release. */
const searched = 1000;
/** Longest reason: it is one line of a history. */
const longest = 500;

/**
 * Withdraws a commit that an environment has released.
 * @throws GitenvError UNKNOWN_COMMIT, AMBIGUOUS_COMMIT, USAGE; AWS_REFUSED if the guard does not keep it
 */
export async function sayOfCommit(
  environment: Environment,
  spec: string,
  reason: string,
  place: GitPlace,
): Promise<KeptSaying> {
  const open = await openVerified(environment);
  const releases = await new Releases(open).latest(searched);
  const commit = await commitAmong(releases, spec, place);
  releaseAmong(releases, commit, environment.name);
  return sayIn(open, { verb: 'withdraw', about: commit, reason: oneLine(reason) }, commit);
}

/**
 * Says something of a release, by its id or by its commit, whose newest release is meant then.
 * @throws GitenvError as `sayOfCommit`
 */
export async function sayOfRelease(
  environment: Environment,
  spec: string,
  { verb, reason }: Pick<Saying, 'verb' | 'reason'>,
  place: GitPlace,
): Promise<KeptSaying> {
  const open = await openVerified(environment);
  const { id, commit } = await releaseOf(open, spec, place);
  if (commit === undefined)
    throw new GitenvError('UNKNOWN_COMMIT', `The release ${id} never had a commit`);
  if (verb === 'acknowledge') await refuseOwn(open, id, commit);
  return sayIn(open, { verb, about: id, reason: oneLine(reason) }, commit);
}

/**
 * A review by who pushed is none, so that the guard would keep it and `gitenv status` go on asking.
 * @throws GitenvError SEPARATE_APPROVER
 */
async function refuseOwn(open: OpenEnvironment, release: string, commit: string): Promise<void> {
  const { pushedBy } = parseBreakGlass(await readText(open, objectKeys.breakGlass(release))) ?? {};
  const { arn } = await open.account.verify();
  if (!pushedBy || !isSamePerson(pushedBy, arn)) return;
  const { name } = open.environment;
  throw new GitenvError(
    'SEPARATE_APPROVER',
    `${nameOfCaller(arn)} pushed ${shortCommit(commit)} to ${name}, and another person has to look at it`,
    { changed: 'nothing', advice: 'Ask somebody else to review it.' },
  );
}

async function releaseOf(open: OpenEnvironment, spec: string, place: GitPlace) {
  const releases = await new Releases(open).latest(searched);
  const byId = releases.find(({ id }) => id === spec);
  if (byId) return byId;
  const commit = await commitAmong(releases, spec, place);
  return releaseAmong(releases, commit, open.environment.name);
}

function oneLine(reason: string): string {
  if (reason.length <= longest && !/\p{Cc}/u.test(reason)) return reason;
  throw new GitenvError('USAGE', `A reason is one line of at most ${longest} characters`);
}
