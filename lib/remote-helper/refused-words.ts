import { commandToPush, type Reached } from './commands';

/** Of an annotated tag that was pushed to the branch, which no server takes. */
export function tagWords(reached: Reached, source: string, isThere: boolean): string {
  const way = commandToPush(reached, source, isThere);
  return `${reached.environment}: a tag with a message is no commit, and a branch takes commits only. To release the commit it points at: ${way}`;
}

/** Of a push from a clone that lacks older commits, which the other side then does not take. */
export function shallowWords({ environment }: Reached): string {
  return `${environment}: this clone is shallow, and ${environment} needs the older commits too. To fetch them: git fetch --unshallow`;
}
