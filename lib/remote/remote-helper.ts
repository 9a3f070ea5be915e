import { locateRepository } from '../aws/locate-repository';
import { defaultBranch, namesOf } from '../contract';
import { parseRemoteAddress, type RemoteAddress } from '../environment';
import { isPushOption } from '../release/push-options';
import { authorizedEnvironment } from './authorize';
import { Conversation, type PushedRef } from './conversation';
import type { WatchedBranch } from './follow-push';
import type { GuardedBranch } from './guard-push';
import type { Progress } from './progress';
import { type RecordedEnvironment, recordedEnvironment } from './recorded-environment';
import { type GitSide, runRemoteHttp } from './remote-http';

export interface HelperCall {
  /** The remote's name, or its address where it has none. */
  readonly remote: string;
  readonly address: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * `git-remote-gitenv <remote> <address>`: speaks to git through `git remote-http`. A push of the deploy branch has to
 * pass the guards, which are asked while git still talks, and its release is followed. What these need is loaded
 * only then.
 * @returns the exit code; git's push fails with it
 */
export async function runHelper(
  call: HelperCall,
  git: GitSide,
  progress: Progress,
): Promise<number> {
  const address = parseRemoteAddress(call.address);
  const place = { cwd: call.cwd, gitDir: call.env.GIT_DIR };
  const recorded = await recordedEnvironment(call.remote, address, place);
  const { cloneUrl, ...watched } = await locate(call, address, recorded);
  const { credentials } = watched;
  const env = authorizedEnvironment(cloneUrl, address.region, credentials, new Date(), call.env);
  const branch = recorded?.branch ?? defaultBranch;
  const { upstream, settings = [] } = recorded ?? {};
  const warn = (line: string) => progress.say(line);
  const guard = new LateGuard({ ...watched, cloneUrl, env, branch, upstream, settings, warn });
  const conversation = new Conversation(isPushOption, () => guard.begin());
  const exitCode = await runRemoteHttp(
    { remote: call.remote, cloneUrl, env },
    git,
    conversation,
    async () => {
      await guard.check(conversation, asTalkativeAs(progress, conversation.verbosity));
      progress.whenInterrupted(
        `Interrupted while pushing to ${watched.account.environment}.`,
        'gitenv status, to see whether the push arrived',
      );
    },
  );
  const isBranch = ({ ref }: PushedRef) => ref === `refs/heads/${branch}`;
  if (conversation.refused.some(isBranch)) await guard.passed?.kept?.forget();
  const moved = conversation.moved.some(isBranch);
  if (exitCode === 0 && moved && guard.passed && call.env.GITENV_FOLLOW !== '0') {
    const { followPush } = await import('./follow-push');
    await followPush(
      { ...watched, ...guard.passed },
      call.env,
      asTalkativeAs(progress, conversation.verbosity),
    );
  }
  return exitCode;
}

/** The guard of a push, whose code is loaded and whose questions are asked only once git is about to push. */
class LateGuard {
  passed: Awaited<ReturnType<GuardCode['checkPush']>>;
  private begun: Promise<readonly [GuardCode, PushQuestions]> | undefined;

  constructor(private readonly guarded: GuardedBranch) {}

  begin(): void {
    this.begun = import('./guard-push').then(
      (code) => [code, code.askBeforePush(this.guarded)] as const,
    );
  }

  async check(conversation: Conversation, progress: Progress): Promise<void> {
    if (!this.begun) this.begin();
    const [code, questions] = (await this.begun) ?? [];
    if (code && questions)
      this.passed =
        (await code.checkPush(this.guarded, questions, conversation, progress)) ?? this.passed;
  }
}

type GuardCode = typeof import('./guard-push');
type PushQuestions = ReturnType<GuardCode['askBeforePush']>;

/** `git push --quiet` tells of the outcome alone, `--verbose` of all that builds print, line by line. */
function asTalkativeAs(progress: Progress, verbosity: number): Progress {
  if (verbosity === 1) return progress;
  const { say, log, whenInterrupted } = progress;
  if (verbosity > 1) return { say, log, whenInterrupted, verbose: true };
  const silent = () => undefined;
  return { say: silent, log: silent, whenInterrupted };
}

async function locate(
  { remote, cwd }: HelperCall,
  address: RemoteAddress,
  recorded: RecordedEnvironment | undefined,
): Promise<WatchedBranch & { readonly cloneUrl: string }> {
  const { profile, region, repository } = address;
  const named = remote.includes('://') ? repository : remote;
  const environment = recorded?.name ?? named;
  const expected = { profile, region, account: recorded?.account, environment };
  const { cloneUrl, credentials, account } = await locateRepository(expected, repository);
  return {
    cloneUrl,
    credentials,
    account: { ...expected, account },
    pipeline: namesOf(repository).pipeline,
    place: { cwd },
  };
}
