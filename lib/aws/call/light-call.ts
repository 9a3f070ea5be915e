import { serviceAddress } from './address';
import type { Caller } from './caller';
import type { Operation, RestRequest } from './operation';
import { type Answer, answerTo } from './signed-call';
import { parseXml } from './xml';

/** Sends an operation without the SDK. What fails is thrown in the SDK's form. */
export async function lightCall<Input extends object, Output>(
  caller: Caller,
  operation: Operation<Input, Output>,
  input: Input,
): Promise<unknown> {
  const { text } = await lightAnswer(caller, operation, input);
  return outputOf(operation, text);
}

/** The same with what the answer says of itself, and with its text as it came. */
export async function lightAnswer<Input extends object, Output>(
  caller: Caller,
  operation: Operation<Input, Output>,
  input: Input,
): Promise<Answer> {
  const { region, caBundle, lookPatience, comesAgain } = caller;
  const { service } = operation;
  const endpoint =
    caller.endpoint(service.name) ?? serviceAddress(service.host ?? service.name, region);
  return answerTo({
    endpoint,
    region,
    service: service.name,
    caBundle,
    lookPatience,
    comesAgain,
    credentials: await caller.credentials(),
    ...(operation.rest ? restOf(endpoint, operation.rest(input)) : bodyOf(operation, input)),
  });
}

function restOf(endpoint: string, { method, path, body }: RestRequest) {
  return {
    endpoint: new URL(path, endpoint).href,
    method,
    contentType: 'application/json',
    body: body === undefined ? '' : JSON.stringify(body),
  };
}

function bodyOf<Input extends object, Output>(
  { service: { protocol }, name }: Operation<Input, Output>,
  input: Input,
) {
  if (protocol === 'rest-json') throw new TypeError(`${name} does not say how it is asked`);
  if ('json' in protocol)
    return {
      target: `${protocol.json}.${name}`,
      contentType: 'application/x-amz-json-1.1',
      body: JSON.stringify(input),
    };
  const fields = Object.entries(input).filter(([, value]) => value !== undefined);
  const Version = 'ec2' in protocol ? protocol.ec2 : protocol.query;
  const form = new URLSearchParams({ Action: name, Version });
  for (const [field, value] of fields) form.set(field, String(value));
  return { contentType: 'application/x-www-form-urlencoded', body: form.toString() };
}

function outputOf<Input extends object, Output>(
  { service: { protocol, times = [] }, name }: Operation<Input, Output>,
  text: string,
): unknown {
  if (protocol !== 'rest-json' && 'query' in protocol) return parseXml(text, `${name}Result`);
  if (protocol !== 'rest-json' && 'ec2' in protocol) return parseXml(text, `${name}Response`);
  return JSON.parse(text || '{}', (key, value: unknown) =>
    typeof value === 'number' && times.includes(key) ? new Date(value * 1000) : value,
  );
}
