import type { Context } from '../../../base/context';

export interface Authorship {
  readonly message?: string | undefined;
  readonly author?: string | undefined;
  readonly email?: string | undefined;
}

/** A commit object as git stores it; without a name it is the caller's. */
export function commitText(
  { author, email, message = '' }: Authorship,
  treeId: string,
  parents: readonly string[],
  context: Context,
): string {
  const seconds = Math.floor(context.now().getTime() / 1000);
  const who = `${clean(author ?? context.caller.arn)} <${clean(email ?? '')}> ${seconds} +0000`;
  const lines = parents.map((id) => `parent ${id}\n`).join('');
  return `tree ${treeId}\n${lines}author ${who}\ncommitter ${who}\n\n${message}`;
}

const clean = (text: string) => text.replace(/[<>\n\0]/g, '');
