import { shortCommit } from '../release/wording';
import {
  againCommand,
  commandToPush,
  commandToRollBack,
  compareCommand,
  downgradeCommand,
  fetchCommand,
  type Reached,
} from './commands';

/** A commit that was to be released, and where the branch is, as far as this clone can tell. */
export interface WayOfPush {
  readonly commit: string;
  /** The branch's tip; undefined before the first push. */
  readonly tip: string | undefined;
  /** `unknown` if this clone lacks the tip. */
  readonly relation: 'same' | 'earlier' | 'later' | 'apart' | 'unknown';
  /** Commits that the tip has and the commit lacks, the newest first. */
  readonly lacks: readonly { readonly commit: string; readonly subject: string }[];
  /** The environment has released the commit successfully. */
  readonly wasReleased: boolean;
  readonly isShallow: boolean;
  /** It was named without the branch, which git takes for the name of a branch. */
  readonly isBare: boolean;
}

/** Of a commit that git does not push: the one command that gets further. Undefined if git says it all. */
export function wayWords(reached: Reached, way: WayOfPush): string | undefined {
  const { environment, branch } = reached;
  const { commit, tip, relation, lacks, wasReleased, isShallow, isBare } = way;
  const short = shortCommit(commit);
  const push = commandToPush(reached, short, tip !== undefined);
  if (tip === undefined)
    return `${environment}: nothing was pushed to ${branch} yet. To release ${short}: ${push}`;
  const there = shortCommit(tip);
  if (relation === 'earlier') {
    const what = `${environment}: ${short} is an earlier commit than ${there}, which is there now`;
    return wasReleased
      ? `${what}. To go back: ${commandToRollBack(reached, short)}`
      : `${what}, and ${environment} has never released it. To put it there: ${downgradeCommand(reached, commit)}`;
  }
  if (relation === 'same')
    return isBare
      ? `${environment}: ${short} is there already. To release it again: ${againCommand(reached, 'redeploy')}`
      : undefined;
  if (relation === 'later')
    return isBare
      ? `${environment}: git push needs the name of the branch. To release ${short}: ${push}`
      : undefined;
  if (isShallow)
    return `${environment}: ${there} is there now. This clone is shallow, so git cannot tell whether ${short} has all of it. To fetch the older commits: ${fetchCommand(reached, true)}`;
  if (relation === 'unknown')
    return `${environment}: ${there} is there now, and this clone does not have it. To fetch it: ${fetchCommand(reached)}`;
  const newest = lacks[0] && `, the newest ${shortCommit(lacks[0].commit)} "${lacks[0].subject}"`;
  const commits = lacks.length === 1 ? '1 commit' : `${lacks.length} commits`;
  return `${environment}: ${short} lacks ${commits} that ${lacks.length === 1 ? 'is' : 'are'} there now${newest ?? ''}. To compare: ${compareCommand(reached, commit, tip)}`;
}
