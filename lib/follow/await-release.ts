import { isLoopback } from '../aws/profile/endpoint';
import { GitenvError } from '../errors';
import { lostSight } from '../release/following/follow-end';
import { type AwaitedPush, awaitedWords, startOf } from '../release/following/start';
import type { Spelling } from '../release/guards/override';
import type { Release } from '../release/release';
import { shortCommit } from '../release/wording';
import type { OpenEnvironment } from '../target/open-environment';
import { Pause, patiently } from '../target/pause';
import { Releases } from '../target/releases';

/** So far back the release is looked for among those that began meanwhile. */
const searched = 100;

/** Of a push that arrived where AWS did not say what was released before it, so that its release cannot be told. */
export function notFollowed(
  environment: string,
  { code, clause }: GitenvError,
  spelling: Spelling,
): GitenvError {
  const way =
    spelling === 'git'
      ? {
          advice: 'A push that is not followed needs no look at it.',
          hint: 'git config gitenv.follow false',
        }
      : { advice: 'Add --no-follow to the command to push without following.' };
  return new GitenvError(
    code,
    `${environment} has the push, but its release cannot be followed: ${clause}`,
    way,
  );
}

/** How long the release of a push is waited for. */
export interface Patience {
  /** EventBridge tries for five minutes to start the pipeline: the template asks it to. */
  readonly ms: number;
  /** After so long a line says what is waited for. */
  readonly quietMs: number;
}

const patienceOfRules: Patience = { ms: 5 * 60_000, quietMs: 10_000 };

/**
 * Waits until the pipeline has started on a commit that was just pushed.
 * @param say is told what is waited for, if that takes long
 * @returns its release, which may already have failed in Source, where AWS never learns its commit
 * @throws GitenvError NOT_STARTED saying where to look, if nothing starts in five minutes; what `lostSight` makes of others
 */
export async function awaitPushed(
  open: OpenEnvironment,
  push: AwaitedPush,
  say: (line: string) => void,
  { ms, quietMs }: Patience = patienceOfRules,
): Promise<Release> {
  const { name } = open.environment;
  const pause = new Pause();
  const begun = Date.now();
  for (let hasSaid = false; ; await pause.wait()) {
    // Taken before the look, so that there is always one after the time has passed.
    const waited = Date.now() - begun;
    const start = startOf(push, await latestOf(open, push.commit, pause));
    if (start.release) return start.release;
    if (waited >= ms && start.unnamed) return start.unnamed;
    if (waited >= ms) throw notStarted(open, push.commit, ms);
    if (waited >= quietMs && !hasSaid) {
      say(awaitedWords(name, push.commit, start));
      hasSaid = true;
    }
  }
}

function notStarted(
  { pipeline, environment: { name } }: OpenEnvironment,
  commit: string,
  ms: number,
): GitenvError {
  return new GitenvError(
    'NOT_STARTED',
    `${name} has ${shortCommit(commit)}, but its pipeline '${pipeline}' has not started on it within ${ms / 1000} s: look at the EventBridge rules of the stack gitenv-${pipeline} and their failed invocations`,
    {
      advice: 'gitenv status says whether it has started since.',
      hint: `gitenv status ${name}`,
    },
  );
}

/**
 * Looks for a short while whether a release of exactly this commit begins.
 * @param before ids of releases that are not meant
 * @returns undefined if none does
 * @throws what `lostSight` makes of failures
 */
export async function awaitRelease(
  open: OpenEnvironment,
  commit: string,
  before: ReadonlySet<string>,
  patience: number,
): Promise<Release | undefined> {
  const isIt = (it: Release) => it.commit === commit && !before.has(it.id);
  const pause = new Pause();
  const deadline = Date.now() + patience;
  do {
    const found = (await latestOf(open, commit, pause)).find(isIt);
    if (found) return found;
    await pause.wait();
  } while (Date.now() < deadline);
  return undefined;
}

/** Whether it is the AWS of this machine, in which nothing goes on once it has ended. */
export function isOnThisMachine({ account }: OpenEnvironment): boolean {
  const endpoint = account.endpoint('codepipeline');
  return endpoint !== undefined && isLoopback(endpoint);
}

async function latestOf(open: OpenEnvironment, commit: string, pause: Pause): Promise<Release[]> {
  return patiently(() => new Releases(open).latest(searched), pause).catch((error: unknown) => {
    const { name } = open.environment;
    throw error instanceof GitenvError
      ? lostSight(error, name, commit, isOnThisMachine(open))
      : error;
  });
}
