import type { Environment } from '../../config/environment';
import { GitenvError } from '../../errors';
import type { GitPlace } from '../../git/run';
import type { KeptSaying } from '../../guard/said';
import type { Saying } from '../../guard/tags';
import { type OpenEnvironment, openVerified } from '../../target/open-environment';
import { commitAmong, releaseAmong } from '../../target/released-commit';
import { Releases } from '../../target/releases';
import { sayIn } from './said';

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
  return sayIn(open, { verb, about: id, reason: oneLine(reason) }, commit);
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
