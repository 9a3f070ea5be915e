import { GitenvError } from '../errors';
import { commitsBetween } from '../git/history';
import type { RefToPush } from '../git/push-command';
import { isAnnotated } from '../git/resolve-commit';
import { git } from '../git/run';
import { isShallow } from '../git/shallow';
import { tagRoot } from '../release/guards/reason';
import { tipRelease } from '../release/state/tip';
import { type IdleRef, idleWords } from './idle-words';
import { PushFacts, type SeenPush } from './push-facts';
import { lfsWords, recursionWords, shallowWords, tagWords } from './refused-words';
import { isNoEnvironment, tipWords, unknownWords } from './tip-words';
import { wayWords } from './way-words';

/** Says what git alone cannot say: of a push that moved nothing, moved what releases nothing, or was refused. */
export class Words {
  private readonly facts: PushFacts;
  private readonly bare: Promise<string | undefined>;
  private idle: Promise<IdleRef[]> | undefined;
  /** Something that nothing is released from was put where the deploy branch is. */
  private isAtTip = false;
  /** What may go wrong before the push is told then. */
  private readonly lfs: Promise<boolean>;

  constructor(
    push: SeenPush,
    private readonly say: (line: string) => void,
  ) {
    this.facts = new PushFacts(push);
    this.bare = this.facts.bareCommit();
    // Whoever waits for it hears of it.
    this.bare.catch(() => undefined);
    this.lfs = this.facts.meetsLfsHook();
    this.lfs.catch(() => undefined);
  }

  /** Before git hears what there is: a commit without a branch ends git at once, so this is the last moment. */
  async beforeAnswer(): Promise<void> {
    const bare = await this.bare;
    if (bare !== undefined) return this.tellWay(bare, true);
    if (await this.lfs) this.say(lfsWords(this.facts.reached));
  }

  /** Git has said what it pushes, and waits for the other side. */
  pushing(): void {
    const { conversation } = this.facts;
    if (conversation.proposed.some(this.isBranch)) return;
    this.idle = this.idleAmong(conversation.proposed.filter(({ source }) => source !== ''));
    this.idle.catch(() => undefined);
  }

  /**
   * Once git has hung up.
   * @returns what the helper ends with, if nothing else fails
   */
  async after(): Promise<number> {
    const { conversation, ref, tip } = this.facts;
    if (conversation.refused.length > 0) await this.tellRefused();
    if (conversation.proposed.some(this.isBranch) || (await this.bare) !== undefined) return 0;
    await this.tellIdle();
    const refs = await this.facts.refs();
    // What git was told cannot be known everywhere. Then it was most likely told nothing.
    const meant = refs ? refs.find(this.isBranch) : { source: 'HEAD', ref };
    if (meant) return this.afterBranch(meant.source, refs !== undefined);
    if (this.isAtTip && tip !== undefined) await this.tellTip(tip, false);
    return 0;
  }

  private readonly isBranch = ({ ref }: Pick<RefToPush, 'ref'>) => ref === this.facts.ref;

  /** The branch was to be pushed, and git did not push it. */
  private async afterBranch(source: string, isCertain: boolean): Promise<number> {
    const commit = await this.facts.commitOf(source);
    if (commit === undefined) return 0;
    if (commit === this.facts.tip) return this.tellTip(commit, isCertain);
    // What git has taken for a new ref of another kind was told of by then.
    const isElsewhere = this.facts.tip === undefined && this.facts.conversation.proposed.length > 0;
    if (isElsewhere) return 0;
    if (await this.facts.wasToRecurse(commit)) this.say(recursionWords(this.facts.reached));
    else if (isCertain && !(await this.lfs)) await this.tellWay(commit, false);
    return 0;
  }

  /** Git has found everything up to date. */
  private async tellTip(tip: string, isCertain: boolean): Promise<number> {
    const { facts, say } = this;
    const answer = await facts.releases((known) => known.some(({ commit }) => commit === tip));
    if (isNoEnvironment(answer)) return 0;
    if (answer instanceof GitenvError) {
      if (await facts.wantsFollowing()) say(unknownWords(facts.reached, tip, answer.clause));
      return 0;
    }
    const became = tipRelease(tip, answer);
    if (became.kind === 'never' && (await facts.beginsNow(tip))) return 0;
    const stages = became.kind === 'ended' ? await facts.stages() : undefined;
    const told = tipWords(facts.reached, tip, stages ? tipRelease(tip, answer, stages) : became);
    if (!told) return 0;
    say(told.line);
    return isCertain && (await facts.wantsFollowing()) ? told.exitCode : 0;
  }

  private async tellWay(commit: string, isBare: boolean): Promise<void> {
    const { facts } = this;
    const { tip, place } = facts;
    const lacks = tip === undefined ? [] : await git(commitsBetween(commit, tip), place);
    const relation =
      tip === undefined || lacks === undefined
        ? 'unknown'
        : commit === tip
          ? 'same'
          : await facts.relationOf(commit, tip);
    const isUncertain = relation === 'apart' || relation === 'unknown';
    const line = wayWords(facts.reached, {
      commit,
      tip,
      relation,
      lacks: lacks ?? [],
      wasReleased: relation === 'earlier' && (await facts.hasReleased(commit)),
      isShallow: isUncertain && (await git(isShallow, place)),
      isBare,
    });
    if (line !== undefined) this.say(line);
  }

  private async tellIdle(): Promise<void> {
    const { conversation, reached, tip } = this.facts;
    const agreed = new Set(conversation.agreed.map(({ ref }) => ref));
    const idle = this.idle
      ? (await this.idle).filter(({ ref }) => agreed.has(ref))
      : await this.idleAmong(await this.refsThere());
    const [first, ...rest] = idle;
    if (!first || isNoEnvironment(await this.facts.releases(() => true))) return;
    this.say(idleWords(reached, [first, ...rest], tip !== undefined));
  }

  /** What was to be pushed and is there already. */
  private async refsThere(): Promise<RefToPush[]> {
    const found: RefToPush[] = [];
    for (const it of (await this.facts.refs()) ?? []) {
      const there = this.facts.conversation.tipOf(it.ref);
      if (there === undefined || this.isBranch(it)) continue;
      if (there === (await this.facts.objectOf(it.source))) found.push(it);
    }
    return found;
  }

  /** Which of these look as if they were released, and are not. What is at the commit that is in place needs no word. */
  private async idleAmong(refs: readonly RefToPush[]): Promise<IdleRef[]> {
    const { facts } = this;
    const idle: IdleRef[] = [];
    const candidates = refs.filter(looksReleased);
    for (const { source, ref } of candidates) {
      const commit = await facts.commitOf(source);
      if (commit === facts.tip) this.isAtTip = true;
      if (commit === undefined || commit === facts.tip) continue;
      const isEarlier = candidates.length === 1 && (await this.wasLeft(commit));
      idle.push({ source: await facts.fullSource(source), ref, isEarlier });
    }
    return idle;
  }

  private async wasLeft(commit: string): Promise<boolean> {
    const { facts } = this;
    const isEarlier =
      facts.tip !== undefined && (await facts.relationOf(commit, facts.tip)) === 'earlier';
    return isEarlier && facts.hasReleased(commit);
  }

  /** Who was asked to push has refused what git itself found in order. Their own words are git's to show. */
  private async tellRefused(): Promise<void> {
    const { facts } = this;
    const { conversation, reached, tip, place } = facts;
    const branch = conversation.refused.find(this.isBranch);
    if (branch && (await git(isAnnotated(branch.source), place)))
      return this.say(tagWords(reached, branch.source, tip !== undefined));
    const commit = branch && (await facts.commitOf(branch.source));
    // Git leaves it to `git remote-http` to refuse where this clone lacks the tip.
    if (commit !== undefined && tip !== undefined && !branch?.isForced)
      return this.tellWay(commit, false);
    if (await git(isShallow, place)) this.say(shallowWords(reached));
  }
}

/** Notes and the like are not what anybody takes for a release; the tags that keep reasons are ours. */
function looksReleased({ ref }: Pick<RefToPush, 'ref'>): boolean {
  return /^refs\/(heads|tags|remotes)\//.test(ref) && !ref.startsWith(`refs/tags/${tagRoot}`);
}
