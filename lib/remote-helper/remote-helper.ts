import { authorizedEnvironment } from '../aws/codecommit/authorize';
import { describeRepository, likelyCloneUrl } from '../aws/codecommit/repository';
import {
  type Environment,
  environmentAt,
  parseRemoteAddress,
  type RemoteAddress,
} from '../config/environment';
import type { Route } from '../config/path';
import { recordedEnvironment } from '../config/recorded-environment';
import { getConfig } from '../git/repository';
import { git } from '../git/run';
import type { Progress } from '../release/following/progress';
import { lookPatience } from '../target/look-patience';
import { type OpenEnvironment, openEnvironment } from '../target/open-environment';
import { Conversation, type PushedRef } from './conversation';
import type { GuardedBranch } from './guard-push';
import { LateWords } from './late-words';
import { type GitSide, letSpeak } from './relay';
import { type GitAddress, RemoteHttp } from './remote-http';

export interface HelperCall {
  /** The remote's name, or its address where it has none. */
  readonly remote: string;
  readonly address: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What is made only once `git remote-http` is on its way, because a push waits for all that is done before. */
export interface HelperSurroundings {
  git(): GitSide;
  progress(): Progress;
  /** Asks a person; undefined where nobody can be asked. */
  ask(question: string): Promise<string | undefined>;
}

/**
 * `git-remote-gitenv <remote> <address>`: speaks to git through `git remote-http`. A push of the deploy branch has to
 * pass the guards, which are asked while git still talks, and its release is followed.
 * @returns the exit code; git's push fails with it
 */
export async function runHelper(
  call: HelperCall,
  surroundings: HelperSurroundings,
): Promise<number> {
  const { env, cwd } = call;
  const address = await withProfile(parseRemoteAddress(call.address), call);
  const recorded = await recordedFor(call, address);
  const route = recorded ?? unrecorded(call, address);
  const { environment } = route;
  const warn = (line: string) => surroundings.progress().say(line);
  const { remote, located } = await open(call, environment);
  const place = { cwd };
  const patience = route.upstream ? lookPatience(env, place) : 0;
  const guarded = Promise.all([located, patience]).then(([it, patienceMs]) => ({
    ...it,
    upstream: route.upstream,
    remote: call.remote,
    place,
    ask: surroundings.ask,
    gitDir: env.GIT_DIR,
    patienceMs,
    warn,
  }));
  const guard = new LateGuard(guarded);
  const conversation = new Conversation(takesAll);
  const known = { conversation, remote: call.remote, isRecorded: recorded !== undefined, env };
  const words = new LateWords(known, () => guard.begin(), warn);
  const talk = () => asTalkativeAs(surroundings.progress(), conversation.verbosity);
  const exitCode = await letSpeak(surroundings.git(), remote, conversation, {
    certain: located.then((it) => it.address),
    beforePush: () => guard.check(conversation, lazily(talk)),
    beforeAnswer: () => words.beforeAnswer(),
    said: (kind) => {
      if (kind === 'listing') words.begin();
      if (kind !== 'push') return;
      words.pushing();
      pushing(environment.name, surroundings.progress());
    },
  });
  const { passed } = guard;
  const isBranch = ({ ref }: PushedRef) => ref === `refs/heads/${environment.branch}`;
  if (conversation.refused.some(isBranch)) await passed?.found.kept?.forget();
  if (exitCode === 0 && conversation.moved.some(isBranch) && passed && env.GITENV_FOLLOW !== '0') {
    const { followPush } = await import('./follow-push');
    await followPush(passed, env, talk());
  }
  const told = await words.after();
  return exitCode || told;
}

/** An address without a profile leaves it to git's configuration. */
async function withProfile(
  address: RemoteAddress,
  { remote, cwd }: HelperCall,
): Promise<RemoteAddress> {
  if (address.profile !== undefined || remote.includes('://')) return address;
  const profile = await git(getConfig(`gitenv.${remote}.profile`), { cwd });
  return { ...address, profile: profile || undefined };
}

function recordedFor({ remote, cwd, env }: HelperCall, address: RemoteAddress) {
  const { GIT_DIR: gitDir, GIT_WORK_TREE: workTree } = env;
  return recordedEnvironment(remote, address, { cwd, gitDir, workTree });
}

/** What the address alone tells, where the work tree does not know the environment. */
function unrecorded({ remote }: HelperCall, address: RemoteAddress): Route {
  const name = remote.includes('://') ? address.repository : remote;
  return { environment: environmentAt(address, name), upstream: undefined };
}

/** CodeCommit takes no push options. Those that are not gitenv's either are looked at once git pushes. */
const takesAll = () => true;

function pushing(environment: string, { whenInterrupted }: Progress): void {
  const sentence = `Interrupted while pushing to ${environment}.`;
  whenInterrupted(sentence, 'gitenv status');
}

/** An environment whose repository was found, and how git may speak to it. */
interface Located {
  readonly open: OpenEnvironment;
  readonly address: GitAddress;
}

/** Starts `git remote-http` where the repository most likely is, and asks meanwhile where it is, and in whose account. */
async function open(
  { remote, env }: HelperCall,
  environment: Environment,
): Promise<{ remote: RemoteHttp; located: Promise<Located> }> {
  const { account, repository } = await openEnvironment(environment);
  const signed = async (cloneUrl: string): Promise<GitAddress> => ({
    cloneUrl,
    env: await authorizedEnvironment(account, cloneUrl, env),
  });
  const likely = await signed(likelyCloneUrl(account, repository));
  return {
    remote: new RemoteHttp(remote, likely),
    located: describeRepository(account, repository).then(async ({ cloneUrl, account: id }) => ({
      open: await openEnvironment(
        { ...environment, account: id },
        { credentials: account.credentials, cloneUrl },
      ),
      // Also where the address is right: by now it is known whether the clock is.
      address: await signed(cloneUrl),
    })),
  };
}

/** What a person is told goes through here only once there is something to tell. */
function lazily(talk: () => Progress): Progress {
  return {
    say: (line) => talk().say(line),
    log: (line) => talk().log(line),
    whenInterrupted: (sentence, hint) => talk().whenInterrupted(sentence, hint),
  };
}

/** The guard of a push, whose questions are asked only once git is about to push. */
class LateGuard {
  passed: Awaited<ReturnType<GuardCode['checkPush']>>;
  private readonly code: Promise<GuardCode>;
  private begun: Promise<Begun> | undefined;

  constructor(private readonly guarded: Promise<GuardedBranch>) {
    this.code = import('./guard-push');
  }

  begin(): Promise<Begun> {
    this.begun ??= Promise.all([this.code, this.guarded]).then(([code, guarded]) => ({
      code,
      guarded,
      questions: code.askBeforePush(guarded),
    }));
    // Whoever checks hears of it.
    this.begun.catch(() => undefined);
    return this.begun;
  }

  async check(conversation: Conversation, progress: Progress): Promise<void> {
    const { code, guarded, questions } = await this.begin();
    this.passed = (await code.checkPush(guarded, questions, conversation, progress)) ?? this.passed;
  }
}

type GuardCode = typeof import('./guard-push');

interface Begun {
  readonly code: GuardCode;
  readonly guarded: GuardedBranch;
  readonly questions: ReturnType<GuardCode['askBeforePush']>;
}

/** `git push --quiet` tells of the outcome alone, `--verbose` of all that builds print, line by line. */
function asTalkativeAs(progress: Progress, verbosity: number): Progress {
  if (verbosity === 1) return progress;
  const { say, log, whenInterrupted } = progress;
  if (verbosity > 1) return { say, log, whenInterrupted, verbose: true };
  const silent = () => undefined;
  return { say: silent, log: silent, whenInterrupted };
}
