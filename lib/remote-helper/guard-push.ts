import type { Environment } from '../config/environment';
import { ownProfiles, profileKeys, pushKeys, trackedElsewhere } from '../config/git-settings';
import { checkGuards } from '../deploy/move/check-guards';
import { checkFileNames } from '../deploy/move/file-names';
import { type Found, type Move, type MoveStep, take } from '../deploy/move/move';
import { askGuards, type GuardQuestions } from '../deploy/move/questions/questions';
import { keepGivenReason } from '../deploy/move/reason';
import { tellUncommitted } from '../deploy/move/tell';
import { GitenvError } from '../errors';
import { mayUseOthers } from '../git/gitmodules';
import { readBranch } from '../git/read-branch';
import { currentBranch, getConfigAll, getConfigMatching, unsettingOf } from '../git/repository';
import { commitAt } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import type { Progress } from '../release/following/progress';
import { isPushOption, overrideFrom, refuseStrange } from '../release/guards/push-options';
import { tagRoot } from '../release/guards/reason';
import { locked } from '../release/lock/closed';
import type { StageState } from '../release/state/stage';
import { shellWord } from '../shell-word';
import { branchRef } from '../target/git-place';
import { lockAmong } from '../target/lock/look';
import {
  type ClosedEnvironment,
  closedEnvironment,
  type OpenEnvironment,
} from '../target/open-environment';
import { askedPush } from './asked-push';
import type { Conversation } from './conversation';

/** The branch of an environment that a push through git may move. */
export interface GuardedBranch {
  readonly open: OpenEnvironment;
  readonly upstream: Environment | undefined;
  /** As `git push` was told, or has found for itself. */
  readonly remote: string;
  readonly place: GitPlace;
  /** Asks a person; undefined where nobody can be asked. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** Of the process that git has started. */
  readonly gitDir: string | undefined;
  /** How long the upstream is waited for, if it does not answer. */
  readonly patienceMs: number;
  /** Told what cannot be checked. */
  readonly warn: (line: string) => void;
}

/** What has to be known about a push, asked for before git says what it pushes. */
export interface PushQuestions {
  readonly upstream: ClosedEnvironment | undefined;
  readonly guards: GuardQuestions;
}

/** A push that nothing stands in the way of, and what its steps have found. */
export interface PassedPush {
  readonly move: Move;
  readonly found: Found;
}

/** Asks what the guards have to know, without waiting for the answers. */
export function askBeforePush(guarded: GuardedBranch): PushQuestions {
  const { open, place, patienceMs, warn } = guarded;
  const upstream =
    guarded.upstream && closedEnvironment(guarded.upstream, (it) => asReachedHere(it, place));
  const guards = askGuards({ open, upstream, place, patienceMs }, { say: warn });
  // What is checked out is what most pushes push.
  const likely = readHere('HEAD', guarded);
  guards.settings?.begin(Promise.resolve(likely));
  guards.look.begin(likely);
  return { upstream, guards };
}

/**
 * Lets a push of the branch pass, or not: the steps of a move before the branch moves, which git does itself. Pushes of
 * other refs, and its deletion, are none of ours, but for those that keep reasons.
 * @throws GitenvError KEPT_REASON, LOCKED; what `checkGuards`, `planSubmodules` and `pushSubmodules` say
 */
export async function checkPush(
  guarded: GuardedBranch,
  { upstream, guards }: PushQuestions,
  conversation: Conversation,
  progress: Progress,
): Promise<PassedPush | undefined> {
  const { open, place, patienceMs } = guarded;
  refuseForgetting(open.environment.name, conversation);
  const strange = conversation.pushOptions.filter((option) => !isPushOption(option));
  if (strange.length > 0) refuseStrange(strange, await git(getConfigAll('push.pushOption'), place));
  const ref = branchRef(open);
  const pushed = conversation.proposed.find((it) => it.ref === ref);
  if (!pushed?.source) return undefined;
  if (!conversation.isDryRun) await askIfStray(pushed.source, guarded);
  await refuseLocked(open, await guards.stages);
  const move: Move = {
    open: { ...open, tip: async () => conversation.tipOf(ref) },
    upstream,
    commit: await commitOf(pushed.source, guarded),
    place,
    override: overrideFrom(conversation.pushOptions, pushed.isForced),
    spelling: 'git',
    follow: true,
    patienceMs,
    questions: guards,
    isForward: !pushed.isForced,
  };
  const checks = [guardsAndSubmodules, noteAskedReleases];
  const steps = conversation.isDryRun
    ? checks
    : [...checks, tellUncommitted, bringTested, bringSubmodules, bringProof, keepGivenReason];
  return { move, found: await take(steps, move, progress) };
}

/** All at the same time. What a guard refuses is said first. */
async function guardsAndSubmodules(move: Move, found: Found, progress: Progress): Promise<Found> {
  const named = checkFileNames(move);
  const needed = checkSubmodules(move, found, progress);
  for (const check of [named, needed]) check.catch(() => undefined);
  const passed = await checkGuards(move, found, progress);
  await named;
  return { ...passed, ...(await needed) };
}

/** What looks at submodules is loaded only where a commit has some. */
const checkSubmodules: MoveStep = async (move) => {
  if (!(await git(mayUseOthers(move.commit), move.place))) return undefined;
  return (await import('../deploy/move/submodules')).checkSubmodules(move);
};

const bringSubmodules: MoveStep = async (move, found, progress) => {
  if (!found.submodules) return undefined;
  return (await import('../deploy/move/submodules')).bringSubmodules(move, found, progress);
};

/** A first environment has none before it, and loads nothing for it. */
const bringTested: MoveStep = async (move, found, progress) => {
  if (!move.upstream) return undefined;
  return (await import('../deploy/move/bundle')).bringTestedIfAllowed(move, found, progress);
};

/** Loaded only for an environment that decides for itself. */
const bringProof: MoveStep = async (move, found, progress) => {
  if (!move.open.environment.guarded) return undefined;
  return (await import('../deploy/move/bundle')).bringProof(move, found, progress);
};

/** Which releases there were, or why they cannot be listed. */
const noteAskedReleases: MoveStep = async ({ questions }) => {
  const known = (await questions?.own.until(() => true)) ?? [];
  return { before: known instanceof GitenvError ? known : new Set(known.map(({ id }) => id)) };
};

/**
 * `--mirror` and `--prune` delete what this clone has not, which nobody means who has not fetched the reasons.
 * @throws GitenvError KEPT_REASON
 */
function refuseForgetting(environment: string, conversation: Conversation): void {
  const lost = conversation.proposed.filter(
    ({ ref, source, isForced }) =>
      ref.startsWith(`refs/tags/${tagRoot}`) &&
      (source === '' || isForced) &&
      conversation.tipOf(ref) !== undefined,
  );
  if (lost.length === 0) return;
  const what = lost.length === 1 ? 'a tag that keeps' : `${lost.length} tags that keep`;
  throw new GitenvError(
    'KEPT_REASON',
    `This push would take away ${what} what gitenv history ${environment} shows`,
    {
      changed: 'nothing',
      advice: 'Push the branch alone.',
      hint: `git push ${environment} HEAD:main`,
    },
  );
}

/**
 * Where AWS does not say how the stages are, a lock holds by itself.
 * @throws GitenvError LOCKED
 */
async function refuseLocked(
  open: OpenEnvironment,
  stages: readonly StageState[] | GitenvError,
): Promise<void> {
  if (stages instanceof GitenvError) return;
  const closed = await lockAmong(stages, open);
  if (closed) throw locked(open.environment.name, closed);
}

/**
 * A branch that tracks another remote was most likely meant to go there: `git push` without a word has brought it here by
 * `remote.pushDefault`. Nothing is asked where the remote was named.
 * @throws GitenvError CONFIRMATION_NEEDED where nobody can be asked, DECLINED
 */
async function askIfStray(source: string, guarded: GuardedBranch): Promise<void> {
  const { open, place, remote, ask, warn } = guarded;
  const branch = source === 'HEAD' ? await git(currentBranch, place) : branchNamed(source);
  if (branch === undefined) return;
  const tracked = trackedElsewhere(await git(getConfigMatching(pushKeys), place), branch, remote);
  if (tracked === undefined) return;
  const asked = await askedPush();
  if (asked?.isRemoteNamed) return;
  const environment = open.environment.name;
  const what = `${branch} tracks ${tracked}, and remote.pushDefault sends git push to ${environment}`;
  if (asked === undefined) return warn(`${what}; git push ${tracked} ${branch} goes to ${tracked}`);
  const answer = await ask(`${what}. Release ${branch} in ${environment}?`);
  if (answer !== undefined && /^y(es)?$/i.test(answer)) return;
  throw new GitenvError(answer === undefined ? 'CONFIRMATION_NEEDED' : 'DECLINED', what, {
    changed: 'nothing',
    advice: `The first of these releases it; the second pushes it to ${tracked}; with the third, git push goes to ${tracked} from now on.`,
    hint: [
      `git push ${remote}`,
      `git push ${tracked} ${shellWord(branch)}`,
      await git(unsettingOf('remote.pushDefault'), place),
    ].join('\n'),
  });
}

function branchNamed(ref: string): string | undefined {
  const prefix = 'refs/heads/';
  return ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined;
}

async function commitOf(source: string, guarded: GuardedBranch): Promise<string> {
  if (/^[0-9a-f]{40}$/.test(source)) return source;
  const commit = readHere(source, guarded) ?? (await git(commitAt(source), guarded.place));
  if (commit !== undefined) return commit;
  throw new GitenvError('UNKNOWN_COMMIT', `'${source}' leads to no commit`, { changed: 'nothing' });
}

function readHere(name: string, { place, gitDir }: GuardedBranch): string | undefined {
  return gitDir === undefined ? undefined : readBranch(name, { cwd: place.cwd, gitDir });
}

/** By the profile of this clone's own where it has one. */
async function asReachedHere(environment: Environment, place: GitPlace): Promise<Environment> {
  const { name, application } = environment;
  const settings = await git(getConfigMatching(profileKeys), place);
  const own = ownProfiles(settings, application);
  return { ...environment, profile: own.get(name) ?? environment.profile };
}
