import { commandToPush, commandToRollBack, type Reached } from './commands';

/** A ref that was pushed and that nothing is released from. */
export interface IdleRef {
  /** What was pushed, as git names it. */
  readonly source: string;
  /** Full name on the other side. */
  readonly ref: string;
  /** It is at a commit that the environment has released and has left behind. */
  readonly isEarlier: boolean;
}

/**
 * Of a push by which nothing is released: which branch is, and how to release the first of what was pushed.
 * @param isThere whether the other side has the deploy branch
 */
export function idleWords(
  reached: Reached,
  [first, ...rest]: readonly [IdleRef, ...IdleRef[]],
  isThere: boolean,
): string {
  const refs = [first, ...rest];
  const { environment, branch } = reached;
  const one = refs.length === 1;
  const way =
    one && first.isEarlier
      ? `To go back to it: ${commandToRollBack(reached, nameOf(first.source))}`
      : `To release ${one ? 'it' : 'one'}: ${commandToPush(reached, first.source, isThere)}`;
  return `${environment} releases ${branch}; ${namesOf(refs)} release${one ? 's' : ''} nothing. ${way}`;
}

const shown = 3;

function namesOf(refs: readonly IdleRef[]): string {
  const areTags = refs.length > 1 && refs.every(({ ref }) => isTag(ref));
  const titleOf = (ref: string) =>
    isTag(ref) && !areTags ? `the tag ${nameOf(ref)}` : nameOf(ref);
  const names = refs.slice(0, shown).map(({ ref }) => titleOf(ref));
  if (refs.length > shown) names.push(`${refs.length - shown} more`);
  const last = names.pop() ?? '';
  const all = names.length === 0 ? last : `${names.join(', ')} and ${last}`;
  return areTags ? `the tags ${all}` : all;
}

function isTag(ref: string): boolean {
  return ref.startsWith('refs/tags/');
}

function nameOf(ref: string): string {
  return ref.replace(/^refs\/(heads|tags|remotes)\//, '');
}
