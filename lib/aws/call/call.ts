import { failureName } from '../../errors';
import type { Caller } from './caller';
import { lightCall } from './light-call';
import type { Operation } from './operation';
import { sdkCall } from './sdk-call';

/**
 * Calls an operation: the one door to AWS, by which everything goes but the objects of S3.
 * @throws what the caller makes of a failure; undefined is returned for one that is an answer
 */
export async function call<Input extends object, Output>(
  caller: Caller,
  operation: Operation<Input, Output>,
  input: Input,
): Promise<Output> {
  const { service, light, nothing = [], lacking = {} } = operation;
  try {
    const send = light ? lightCall : sdkCall;
    const ask = () => send(caller, operation, input);
    return (await (caller.lookPatience?.wait(service.name, ask) ?? ask())) as Output;
  } catch (error) {
    const name = failureName(error);
    if (nothing.includes(name)) return undefined as Output;
    if (!caller.explain) throw error;
    throw await caller.explain(error, service.name, lacking[name]?.(input));
  }
}

/** Asks page after page, as they are used up; what is not there has none. @param token the field by which a page is asked for, and names the next */
export async function* callPages<
  Token extends string,
  Input extends { readonly [field in Token]?: string | undefined },
  Output extends { readonly [field in Token]?: string | undefined },
>(
  caller: Caller,
  operation: Operation<Input, Output | undefined>,
  input: Input,
  token: Token,
): AsyncGenerator<Output> {
  let next: string | undefined;
  do {
    const page: Output | undefined = await call(caller, operation, { ...input, [token]: next });
    if (page) yield page;
    next = page?.[token] || undefined;
  } while (next !== undefined);
}
