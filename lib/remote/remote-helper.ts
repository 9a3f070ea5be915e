import { locateRepository } from '../aws/locate-repository';
import { defaultBranch, namesOf } from '../contract';
import { parseRemoteAddress } from '../environment';
import { authorizedEnvironment } from './authorize';
import { Conversation } from './conversation';
import type { Progress } from './progress';
import { recordedEnvironment } from './recorded-environment';
import { type GitSide, runRemoteHttp } from './remote-http';

export interface HelperCall {
  /** The remote's name, or its address where it has none. */
  readonly remote: string;
  readonly address: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * `git-remote-gitenv <remote> <address>`: speaks to git through `git remote-http`, and when a push moved the deploy
 * branch, follows the release.
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
  const name = recorded?.name ?? (call.remote === call.address ? address.repository : call.remote);
  const account = {
    profile: address.profile,
    region: address.region,
    account: recorded?.account,
    environment: name,
  };
  const located = await locateRepository(account, address.repository);
  const { cloneUrl, credentials } = located;
  const conversation = new Conversation();
  const watch = {
    account: { ...account, account: located.account },
    credentials,
    pipeline: namesOf(address.repository).pipeline,
    ref: `refs/heads/${recorded?.branch ?? defaultBranch}`,
    place: { cwd: call.cwd },
  };
  let following: Promise<import('./follow-push').PushToFollow | undefined> | undefined;
  const exitCode = await runRemoteHttp(
    {
      remote: call.remote,
      cloneUrl,
      env: authorizedEnvironment(cloneUrl, address.region, credentials, new Date(), call.env),
    },
    git,
    conversation,
    async () => {
      const pushed = conversation.requested.find(({ ref }) => ref === watch.ref);
      if (!pushed || pushed.source === '' || call.env.GITENV_FOLLOW === '0') return;
      const { prepareToFollow } = await import('./follow-push');
      following = prepareToFollow(watch, pushed.source);
      await following.catch(() => undefined);
    },
  );
  const push = await following;
  if (exitCode !== 0 || !push || !conversation.moved.some(({ ref }) => ref === watch.ref))
    return exitCode;
  const { followPush } = await import('./follow-push');
  await followPush(push, progress);
  return 0;
}
