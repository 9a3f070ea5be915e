import type { GitTask } from './run';
import { keepFetchHead } from './shallow';

/** How a push of one branch ended. */
export type PushResult =
  | { readonly outcome: 'moved' | 'unchanged' }
  /** Somebody else moved the branch since its tip was looked at. */
  | { readonly outcome: 'stale' }
  | { readonly outcome: 'refused'; readonly reason: string }
  /** The connection broke while the repository was asked: it may have done so all the same. */
  | { readonly outcome: 'unanswered'; readonly reason: string }
  /** Git itself did not ask the repository: a hook, or its configuration, ended the push. */
  | { readonly outcome: 'ended'; readonly reason: string };

export interface PushRequest {
  /** Remote whose tracking branch follows, or an address. */
  readonly remote: string;
  /** Where to push to in place of the remote's own address. */
  readonly url?: string;
  readonly commit: string;
  readonly branch: string;
  /** The tip that was seen; the push is refused when the branch is anywhere else. Undefined: it must not exist. */
  readonly seen: string | undefined;
}

/**
 * Moves a branch to a commit, forwards or back, if it still is where it was seen. Written without `+`, which would
 * cancel the lease.
 */
export function pushWithLease({
  remote,
  url,
  commit,
  branch,
  seen,
}: PushRequest): GitTask<PushResult> {
  const ref = `refs/heads/${branch}`;
  return {
    args: [
      // Options meant for git's own push; CodeCommit takes none.
      ...['-c', 'push.pushOption='],
      // What submodules bring was seen to before, by other refs than git would move.
      ...['-c', 'push.recurseSubmodules=no'],
      ...(url === undefined ? [] : ['-c', `remote.${remote}.pushurl=${url}`]),
      'push',
      '--porcelain',
      `--force-with-lease=${ref}:${seen ?? ''}`,
      '--',
      remote,
      `${commit}:${ref}`,
    ],
    answers: [1],
    parse: ({ stdout, stderr, exitCode }) => parsePush(stdout, ref, exitCode, stderr),
  };
}

/** Brings objects here without moving any ref of this repository. */
export function fetchCommits(from: string, refs: readonly string[]): GitTask<void> {
  return {
    args: [
      ...['fetch', '--quiet', '--no-tags', keepFetchHead, '--no-recurse-submodules'],
      ...['--', from, ...refs],
    ],
    spared: [keepFetchHead],
    parse: () => undefined,
  };
}

/** `--porcelain` lines are `<flag>\t<from>:<to>\t<summary>`. */
function parsePush(stdout: string, ref: string, exitCode: number, stderr: string): PushResult {
  const fields = stdout
    .split('\n')
    .map((text) => text.split('\t'))
    .find(([, refs]) => refs?.endsWith(`:${ref}`));
  const [flag, , summary = ''] = fields ?? [];
  if (flag === '=') return { outcome: 'unchanged' };
  if (flag === '!')
    return /\(stale info\)/.test(summary)
      ? { outcome: 'stale' }
      : { outcome: 'refused', reason: reasonIn(summary) };
  // Git says so once it has asked for everything, which a hook keeps it from.
  const isAsked = stdout.split('\n').includes('Done');
  if (exitCode !== 0 && isAsked) return { outcome: 'unanswered', reason: firstErrorIn(stderr) };
  if (exitCode !== 0 || flag === undefined)
    return { outcome: 'ended', reason: lastWordsIn(stderr) };
  return { outcome: 'moved' };
}

/** What a hook, or git, said last, without what git says after every push that came to nothing. */
function lastWordsIn(stderr: string): string {
  const always = /^(hint: |error: failed to push some refs to |fatal: the remote end hung up )/;
  const words = stderr.split('\n').filter((line) => line.trim() !== '' && !always.test(line));
  return (words.at(-1) ?? '').replace(/^(fatal|error): /, '').trim();
}

/** What broke: what git says after it is what it has found broken by that. */
function firstErrorIn(stderr: string): string {
  const said = stderr.split('\n').find((line) => /^(fatal|error): /.test(line)) ?? '';
  return said.replace(/^(fatal|error): /, '').trim();
}

function reasonIn(summary: string): string {
  return /\((.*)\)$/.exec(summary)?.[1] ?? summary;
}
