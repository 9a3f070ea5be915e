import type { Account } from '../aws/account/account';
import { openDeploy } from '../aws/pipeline/pipeline-control';
import { getStages } from '../aws/pipeline/pipeline-state';
import { parseRemoteAddress, remoteScheme } from '../config/environment';
import type { UpstreamEnvironment } from '../config/recorded-environment';
import type { Setting } from '../config/setting';
import { namesOf, stages } from '../contract';
import { checkMove } from '../deploy/check-move';
import { SettingsQuestion } from '../deploy/settings-question';
import { GitenvError } from '../errors';
import { mayUseOthers } from '../git/gitmodules';
import { readBranch } from '../git/read-branch';
import { remoteUrl } from '../git/repository';
import { commitAt } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import type { Progress } from '../release/following/progress';
import { overrideFrom } from '../release/guards/push-options';
import { tagRoot } from '../release/guards/reason';
import { closedFor, locked } from '../release/lock';
import { type Questioned, Releases } from '../target/guard-questions';
import { type KeptReason, keepReason } from '../target/reasons';
import type { Conversation } from './conversation';

/** The branch of an environment that a push through git may move. */
export interface GuardedBranch {
  readonly account: Account & { readonly environment: string };
  readonly pipeline: string;
  readonly place: GitPlace;
  readonly cloneUrl: string;
  /** In which git may speak to the address. */
  readonly env: NodeJS.ProcessEnv;
  readonly branch: string;
  readonly upstream: UpstreamEnvironment | undefined;
  /** What the work tree declares for the environment. */
  readonly settings: readonly Setting[];
  readonly warn: (line: string) => void;
}

export interface PushQuestions {
  readonly own: Releases;
  readonly upstream:
    | {
        readonly name: string;
        readonly questioned: Promise<Questioned>;
        readonly releases: Releases;
      }
    | undefined;
  /** Why nothing may enter Deploy; undefined where it is open, or cannot be asked, since the lock itself holds anyway. */
  readonly closedBecause: Promise<string | undefined>;
  readonly settings: SettingsQuestion | undefined;
}

/** A push that nothing stands in the way of, and what there was before. */
export interface PassedPush {
  readonly commit: string;
  /** The releases there were, or why they cannot be listed. */
  readonly before: ReadonlySet<string> | GitenvError;
  /** The reason that was given for it, to be forgotten if the push is refused after all. */
  readonly kept: KeptReason | undefined;
  /** The environment before, to compare bundles with. */
  readonly upstream: Promise<Questioned> | undefined;
}

/** Asks what the guards have to know, without waiting for the answers. */
export function askBeforePush(guarded: GuardedBranch): PushQuestions {
  const { account, pipeline: application, place, upstream } = guarded;
  return {
    own: new Releases({ account, application, opened: account }),
    upstream: upstream && askUpstream(upstream.name, questionedAs(upstream, application, place)),
    closedBecause: deployClosedBecause(guarded).catch(() => undefined),
    settings: guarded.settings.length > 0 ? askForSettings(guarded) : undefined,
  };
}

async function deployClosedBecause({ account, pipeline }: GuardedBranch) {
  const found = await getStages(account, namesOf(pipeline).pipeline);
  return found.find(({ name }) => name === stages.deploy)?.closedBecause;
}

function askForSettings(guarded: GuardedBranch): SettingsQuestion {
  const question = new SettingsQuestion({ ...guarded, application: guarded.pipeline });
  // What is checked out is what most pushes push.
  question.begin(Promise.resolve(readHere('HEAD', guarded)));
  return question;
}

function askUpstream(name: string, questioned: Promise<Questioned>): PushQuestions['upstream'] {
  return { name, questioned, releases: new Releases(questioned) };
}

/**
 * Lets a push of the branch pass, or not. Pushes of other refs, and its deletion, are none of ours, but for those that
 * keep reasons.
 * What the commit uses as submodules is pushed first.
 * @throws GitenvError KEPT_REASON; what `checkMove`, `planUses` and `bringUses` say
 */
export async function checkPush(
  guarded: GuardedBranch,
  { own, upstream, closedBecause, settings }: PushQuestions,
  conversation: Conversation,
  progress: Pick<Progress, 'say'>,
): Promise<PassedPush | undefined> {
  const { account, branch, cloneUrl, env, place } = guarded;
  refuseForgetting(account.environment, conversation);
  const ref = `refs/heads/${branch}`;
  const pushed = conversation.proposed.find((it) => it.ref === ref);
  if (!pushed?.source) return undefined;
  await refuseLocked(guarded, await closedBecause);
  const { environment } = account;
  const commit = await commitOf(pushed.source, guarded);
  const source = { environment, cloneUrl, ref, place: { ...place, env } };
  const [tip, isForward] = [conversation.tipOf(ref), !pushed.isForced];
  const move = { environment, branch, to: commit, tip, isForward, own, upstream, source, settings };
  const override = overrideFrom(conversation.pushOptions, pushed.isForced);
  const needed = neededBy(commit, guarded, upstream);
  needed.catch(() => undefined);
  const reason = await checkMove(move, { override, spelling: 'git' }, place);
  const uses = await needed;
  if (uses && !conversation.isDryRun) await uses.code.bringUses(uses.plan, progress);
  const releases = await own.until(() => true);
  const before = releases instanceof GitenvError ? releases : new Set(releases.map(({ id }) => id));
  const isKept = reason !== undefined && !conversation.isDryRun;
  const kept = isKept ? await keepReason(reason, source, place) : undefined;
  return { commit, before, kept, upstream: upstream?.questioned };
}

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
    { changed: 'nothing', hint: `git push ${environment} <commit>:main moves the branch alone` },
  );
}

/** What pushes submodules is loaded only where a commit has some. */
async function neededBy(
  commit: string,
  { account, place }: GuardedBranch,
  upstream: PushQuestions['upstream'],
) {
  if (!(await git(mayUseOthers(commit), place))) return undefined;
  const [code, { lenderOf }] = await Promise.all([
    import('../submodules/push'),
    import('../submodules/borrow'),
  ]);
  const lender = upstream && lenderOf(upstream.name, upstream.questioned);
  return { code, plan: await code.planUses({ account }, commit, place, lender) };
}

/** A lock whose time is over is taken away by whoever meets it. */
async function refuseLocked(
  { account, pipeline }: GuardedBranch,
  closedBecause: string | undefined,
): Promise<void> {
  if (closedBecause === undefined) return;
  const closed = closedFor(closedBecause, new Date());
  if (closed) throw locked(account.environment, closed);
  await openDeploy(account, namesOf(pipeline).pipeline);
}

async function commitOf(source: string, guarded: GuardedBranch): Promise<string> {
  if (/^[0-9a-f]{40}$/.test(source)) return source;
  const commit = readHere(source, guarded) ?? (await git(commitAt(source), guarded.place));
  if (commit !== undefined) return commit;
  throw new GitenvError('UNKNOWN_COMMIT', `'${source}' leads to no commit`, { changed: 'nothing' });
}

function readHere(name: string, { place, env }: GuardedBranch): string | undefined {
  if (env.GIT_DIR === undefined) return undefined;
  return readBranch(name, { cwd: place.cwd, gitDir: env.GIT_DIR });
}

/** By the profile of this clone's own remote where it has one, since everybody names profiles as he likes. */
async function questionedAs(
  { name, region, profile, account }: UpstreamEnvironment,
  application: string,
  place: GitPlace,
): Promise<Questioned> {
  const url = await git(remoteUrl(name), place);
  const own = url?.startsWith(`${remoteScheme}://`) ? parseRemoteAddress(url) : undefined;
  const isSame = own?.repository === application && own.region === region;
  const used = isSame ? own.profile : profile;
  return { account: { profile: used, region, account, environment: name }, application };
}
