import fs from 'node:fs';
import path from 'node:path';
import { recursesByItself, recursionKeys } from '../config/git-settings';
import { GitenvError } from '../errors';
import { awaitRelease } from '../follow/await-release';
import { wantsFollowing } from '../follow/wants-following';
import { leavesToLfs, prePushHook } from '../git/files/lfs';
import { mayUseOthers } from '../git/gitmodules';
import { isAncestor } from '../git/history';
import { type PushCommand, type RefToPush, refsToPush } from '../git/push-command';
import { readBranch } from '../git/read-branch';
import { currentBranch, getConfigAll, getConfigMatching } from '../git/repository';
import { commitAt, objectAt, refNamed } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import type { Release } from '../release/release';
import type { StageState } from '../release/state/stage';
import { branchRef } from '../target/git-place';
import { askedPush } from './asked-push';
import type { Reached } from './commands';
import type { Conversation } from './conversation';
import type { GuardedBranch, PushQuestions } from './guard-push';

/** A push as the helper sees it. */
export interface SeenPush {
  readonly conversation: Conversation;
  readonly guarded: GuardedBranch;
  readonly questions: PushQuestions;
  /** As `git push` was told. */
  readonly remote: string;
  readonly isRecorded: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** So long AWS is waited for when git itself has nothing more to do. */
const patienceMs = 5000;

/** What can be known of a push beside the conversation: from the words of git, from this clone and from AWS. */
export class PushFacts {
  readonly conversation: Conversation;
  readonly place: GitPlace;
  readonly reached: Reached;
  /** Full name of the deploy branch. */
  readonly ref: string;
  /** Undefined where the system does not show the words of git. */
  readonly asked: Promise<PushCommand | undefined> = askedPush();
  private known: Promise<RefToPush[] | undefined> | undefined;

  constructor(private readonly push: SeenPush) {
    const { open, place } = push.guarded;
    const { name: environment, branch } = open.environment;
    this.conversation = push.conversation;
    this.place = place;
    this.reached = { environment, branch, remote: push.remote, isRecorded: push.isRecorded };
    this.ref = branchRef(open);
  }

  /** The branch's tip before the push, once the other side has listed it; undefined before the first push. */
  get tip(): string | undefined {
    return this.conversation.tipOf(this.ref);
  }

  /** What git was asked to push. Undefined as `asked` is. */
  refs(): Promise<RefToPush[] | undefined> {
    this.known ??= this.asked.then((asked) => asked && this.refsOf(asked));
    return this.known;
  }

  /** A commit that was named without the branch, by something that is no branch and no tag. */
  async bareCommit(): Promise<string | undefined> {
    const bare = (await this.asked)?.specs.find((spec) => looksBare(spec));
    if (bare === undefined) return undefined;
    const ref = await git(refNamed(bare), this.place);
    return ref === '' || ref === 'HEAD' ? git(commitAt(bare), this.place) : undefined;
  }

  /** Whether git is about to run the hook of Git LFS, which looks for a server of LFS files where there is none. */
  async meetsLfsHook(): Promise<boolean> {
    const { env, remote } = this.push;
    if (env.GIT_LFS_SKIP_PUSH) return false;
    const hook = path.resolve(this.place.cwd, await git(prePushHook, this.place));
    if (!isFile(hook) || !/\bgit[- ]lfs\b/.test(fs.readFileSync(hook, 'utf8'))) return false;
    const elsewhere = await git(getConfigAll(`remote.${remote}.lfspushurl`), this.place);
    return elsewhere.length === 0 && git(leavesToLfs, this.place);
  }

  async commitOf(source: string): Promise<string | undefined> {
    const { gitDir } = this.push.guarded;
    const here =
      gitDir === undefined ? undefined : readBranch(source, { cwd: this.place.cwd, gitDir });
    return here ?? git(commitAt(source), this.place);
  }

  /** The object by which a ref is known, which of an annotated tag is not its commit. */
  objectOf(source: string): Promise<string | undefined> {
    return git(objectAt(source), this.place);
  }

  /** The ref that a name stands for; the name itself if it is none. */
  async fullSource(source: string): Promise<string> {
    if (source.startsWith('refs/')) return source;
    return (await git(refNamed(source), this.place)) || source;
  }

  async relationOf(commit: string, tip: string): Promise<'earlier' | 'later' | 'apart'> {
    if (await git(isAncestor(commit, tip), this.place)) return 'earlier';
    return (await git(isAncestor(tip, commit), this.place)) ? 'later' : 'apart';
  }

  /** The environment's releases, newest first, as far back as needed, or why they cannot be had in time. */
  async releases(
    enough: (known: readonly Release[]) => boolean,
  ): Promise<readonly Release[] | GitenvError> {
    const answer = await inTime(this.push.questions.guards.own.until(enough));
    if (answer) return answer;
    return new GitenvError('UNREACHABLE', `AWS did not answer within ${patienceMs / 1000} s`);
  }

  /** Whether git itself was to push submodules, of a commit that it had no other reason not to push. */
  async wasToRecurse(commit: string): Promise<boolean> {
    const { conversation, place, tip } = this;
    if (conversation.proposed.length > 0 || !(await git(mayUseOthers(commit), place))) return false;
    if (!recursesByItself(await git(getConfigMatching(recursionKeys), place))) return false;
    return tip === undefined || (await this.relationOf(commit, tip)) === 'later';
  }

  async hasReleased(commit: string): Promise<boolean> {
    const isIt = (it: Release) => it.commit === commit && it.status === 'Succeeded';
    const releases = await this.releases((known) => known.some(isIt));
    return !(releases instanceof GitenvError) && releases.some(isIt);
  }

  /** Looks once more whether a release of the commit begins: that takes AWS some seconds. */
  async beginsNow(commit: string): Promise<boolean> {
    const { open } = this.push.guarded;
    return (await awaitRelease(open, commit, new Set(), patienceMs)) !== undefined;
  }

  async stages(): Promise<readonly StageState[] | undefined> {
    const stages = await inTime(this.push.questions.guards.stages);
    return stages instanceof GitenvError ? undefined : stages;
  }

  wantsFollowing(): Promise<boolean> {
    return wantsFollowing(this.push.env, this.place);
  }

  private async refsOf(asked: PushCommand): Promise<RefToPush[]> {
    const { branch, remote } = this.reached;
    const [current, configured] = await Promise.all([
      git(currentBranch, this.place),
      git(getConfigAll(`remote.${remote}.push`), this.place),
    ]);
    const has = (ref: string) => this.conversation.tipOf(ref) !== undefined;
    return refsToPush(asked, { branch, current, configured, has });
  }
}

/** Digits of a commit, also at the end of what `git describe` says; HEAD may be detached. */
function looksBare(spec: string): boolean {
  return /^([0-9a-f]{4,40}|.+-g[0-9a-f]{4,40}|HEAD|@)$/i.test(spec) && !spec.includes(':');
}

async function inTime<T>(answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
