import { locateRepository } from '../aws/locate-repository';
import { defaultBranch, namesOf } from '../contract';
import { parseRemoteAddress, type RemoteAddress } from '../environment';
import { authorizedEnvironment } from './authorize';
import { Conversation } from './conversation';
import type { PushToFollow, WatchedBranch } from './follow-push';
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
 * `git-remote-gitenv <remote> <address>`: speaks to git through `git remote-http`, and when a push moved the deploy
 * branch, follows the release. What following needs is loaded only then.
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
  const branch = `refs/heads/${recorded?.branch ?? defaultBranch}`;
  const conversation = new Conversation();
  let prepared: PushToFollow | undefined;
  const exitCode = await runRemoteHttp(
    { remote: call.remote, cloneUrl, env },
    git,
    conversation,
    async () => {
      prepared = await prepare(conversation, branch, watched, call.env);
      progress.whenInterrupted(
        `Interrupted while pushing to ${watched.account.environment}.`,
        'gitenv status, to see whether the push arrived',
      );
    },
  );
  const moved = conversation.moved.some(({ ref }) => ref === branch);
  if (exitCode === 0 && moved && prepared) {
    const { followPush } = await import('./follow-push');
    await followPush(prepared, progress);
  }
  return exitCode;
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

/** Nothing to prepare for another branch, for a deletion, or where nobody wants to follow. */
async function prepare(
  conversation: Conversation,
  branch: string,
  watched: WatchedBranch,
  env: NodeJS.ProcessEnv,
): Promise<PushToFollow | undefined> {
  const pushed = conversation.requested.find(({ ref }) => ref === branch);
  if (!pushed?.source || env.GITENV_FOLLOW === '0') return undefined;
  const { prepareToFollow } = await import('./follow-push');
  return prepareToFollow(watched, pushed.source, env);
}
