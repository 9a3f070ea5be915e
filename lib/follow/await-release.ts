import { GitenvError } from '../errors';
import { lostSight } from '../release/following/follow-end';
import type { Spelling } from '../release/guards/override';
import type { Release } from '../release/release';
import { shortCommit } from '../release/wording';
import type { OpenEnvironment } from '../target/open-environment';
import { Pause, patiently } from '../target/pause';
import { Releases } from '../target/releases';

const patienceMs = 60_000;
/** So far back the release is looked for among those that began meanwhile. */
const searched = 100;

/** Of a push that arrived where AWS did not say what was released before it, so that its release cannot be told. */
export function notFollowed(
  environment: string,
  { code, clause }: GitenvError,
  spelling: Spelling,
): GitenvError {
  const option =
    spelling === 'git' ? 'git config gitenv.follow false' : 'add --no-follow to the command';
  return new GitenvError(
    code,
    `${environment} has the push, but its release cannot be followed: ${clause}`,
    { hint: `${option}, to push without following` },
  );
}

/**
 * Waits until the pipeline has started on the pushed commit.
 * @param before ids of the releases there were before the push, which tells a repeated commit's new release from its
 *   old one without trusting any clock
 * @throws GitenvError NOT_STARTED saying where to look, when nothing starts within a minute; what `lostSight` makes of others
 */
export async function awaitRelease(
  open: OpenEnvironment,
  commit: string,
  before: ReadonlySet<string>,
  patience = patienceMs,
): Promise<Release> {
  const { pipeline } = open;
  const { name } = open.environment;
  const isIt = (it: Release) => it.commit === commit && !before.has(it.id);
  const pause = new Pause();
  const deadline = Date.now() + patience;
  do {
    const look = () => new Releases(open).find(isIt, searched);
    const found = await patiently(look, pause).catch((error: unknown) => {
      throw error instanceof GitenvError ? lostSight(error, name, commit) : error;
    });
    if (found) return found;
    await pause.wait();
  } while (Date.now() < deadline);
  throw new GitenvError(
    'NOT_STARTED',
    `${name} has ${shortCommit(commit)}, but its pipeline '${pipeline}' has not started on it within ${patience / 1000} s: look at the EventBridge rules of the stack gitenv-${pipeline}`,
    { hint: `gitenv push ${name} ${shortCommit(commit)}` },
  );
}
