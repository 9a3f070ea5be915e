import { createHash } from 'node:crypto';
import type { Context } from '../../../base/context';
import { conflict } from './errors';
import { checkToken } from './members';

interface Answered {
  readonly key: string;
  /** Tells whether the request is the same one again. */
  readonly request: string;
  readonly output: unknown;
  readonly at: string;
}

/** AWS does not say how long it knows a token. */
const keptMs = 24 * 60 * 60_000;

/**
 * Runs a request once: the same one with the same token again is answered what the first one was.
 * @throws ConflictException where another request had the token
 */
export async function once<I extends { readonly ClientToken?: string | undefined }, O>(
  operation: string,
  input: I,
  context: Context,
  run: () => O | Promise<O>,
): Promise<O> {
  const { ClientToken, ...rest } = input;
  checkToken(ClientToken);
  if (ClientToken === undefined) return run();
  const key = `${operation} ${ClientToken}`;
  const request = createHash('sha256').update(JSON.stringify(rest)).digest('hex');
  const records = context.records<Answered>('scheduler/tokens');
  const known = records.get(key);
  if (known && known.request !== request)
    throw conflict(`The client token ${ClientToken} was used with another request.`);
  if (known) return known.output as O;
  const output = await run();
  const now = context.now();
  const oldest = new Date(now.getTime() - keptMs).toISOString();
  for (const { key: old, at } of records.list()) if (at < oldest) records.delete(old);
  records.put(key, { key, request, output: output ?? {}, at: now.toISOString() });
  return output;
}
