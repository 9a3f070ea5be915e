import { shortCommit } from '../release/wording';
import { shellWord } from '../shell-word';

/** How a person reaches an environment from this clone. */
export interface Reached {
  readonly environment: string;
  /** As `git push` was told. */
  readonly remote: string;
  readonly branch: string;
  /** The work tree's `gitenv.json` knows the environment; without that only git's own commands work. */
  readonly isRecorded: boolean;
}

/** @param isThere whether the other side has the branch, so that its short name is enough */
export function commandToPush(
  { remote, branch }: Reached,
  source: string,
  isThere: boolean,
): string {
  const isBranch = /^refs\/heads\//.test(source);
  const to = isThere || isBranch ? branch : `refs/heads/${branch}`;
  return `git push ${shellWord(remote)} ${shellWord(`${sourceWord(source)}:${to}`)}`;
}

/** A tag may be an object of its own, which no branch can be at. */
function sourceWord(source: string): string {
  const [, kind, name] = /^refs\/(heads|tags|remotes)\/(.+)$/.exec(source) ?? [];
  if (name === undefined) return source;
  return kind === 'tags' ? `${name}^{commit}` : name;
}

/** @param to a commit, or a tag */
export function commandToRollBack(
  { environment, remote, branch, isRecorded }: Reached,
  to: string,
) {
  if (isRecorded) return `gitenv rollback ${environment} --to ${shellWord(to)}`;
  return `git push --force -o reason='…' ${shellWord(remote)} ${shellWord(`${to}^{commit}:${branch}`)}`;
}

/** For a commit that an environment never released, and that would take others away. */
export function downgradeCommand(reached: Reached, commit: string): string {
  const { environment, isRecorded } = reached;
  if (!isRecorded) return commandToRollBack(reached, shortCommit(commit));
  return `gitenv push ${environment} ${shortCommit(commit)} --allow-downgrade --reason '…'`;
}

export function compareCommand(
  { environment, isRecorded }: Reached,
  commit: string,
  tip: string,
): string {
  const [to, from] = [shortCommit(commit), shortCommit(tip)];
  return isRecorded ? `gitenv diff ${environment} ${to}` : `git log ${to}..${from}`;
}

/** Git alone releases nothing that is there already: it takes another commit. */
export function againCommand(
  { environment, remote, branch, isRecorded }: Reached,
  verb: 'retry' | 'redeploy',
): string {
  if (isRecorded) return `gitenv ${verb} ${environment}`;
  return `git commit --allow-empty -m 'Release again' && git push ${shellWord(remote)} HEAD:${shellWord(branch)}`;
}

export function fetchCommand({ remote }: Reached, isShallow = false): string {
  return `git fetch ${isShallow ? '--unshallow ' : ''}${shellWord(remote)}`;
}
