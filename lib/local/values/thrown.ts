import { fieldsOf } from './fields';

/** The code of what was thrown: a service's own, or the system's, such as ENOENT. */
export function codeOf(thrown: unknown): string | undefined {
  return textIn(thrown, 'code');
}

/** What an error says of itself, also one that was made outside this program's own realm. */
export function messageOf(thrown: unknown): string {
  return textIn(thrown, 'message') ?? String(thrown);
}

/** What a process that failed wrote to its error output. */
export function stderrOf(thrown: unknown): string {
  return textIn(thrown, 'stderr') ?? '';
}

function textIn(thrown: unknown, name: string): string | undefined {
  const { [name]: value } = fieldsOf(thrown);
  return typeof value === 'string' ? value : undefined;
}
