import type { Context } from '../../../base/context';
import { fieldsOf } from '../../../values/fields';
import { isList, isObject, type Json, type JsonObject } from '../../../values/json';
import { invalid } from '../model/errors';

const reference = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^{}]+)\}\}/g;

/**
 * Replaces `{{resolve:…}}` by what it stands for, right before a resource type sees it: the value is never stored
 * with the stack.
 * @throws what the other service throws when there is no such parameter or secret
 */
export async function withDynamicReferences(
  properties: JsonObject,
  context: Context,
): Promise<JsonObject> {
  if (!JSON.stringify(properties).includes('{{resolve:')) return properties;
  return resolveMembers(properties, context);
}

async function resolveMembers(properties: JsonObject, context: Context): Promise<JsonObject> {
  const entries = Object.entries(properties).map(
    async ([name, inner]) => [name, await resolve(inner, context)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function resolve(value: Json, context: Context): Promise<Json> {
  if (typeof value === 'string') return resolveText(value, context);
  if (isList(value)) return Promise.all(value.map((item) => resolve(item, context)));
  return isObject(value) ? resolveMembers(value, context) : value;
}

async function resolveText(text: string, context: Context): Promise<string> {
  let result = text;
  for (const [whole, service = '', name = ''] of text.matchAll(reference)) {
    const value =
      service === 'secretsmanager' ? await secret(name, context) : await parameter(name, context);
    result = result.replace(whole, () => value);
  }
  return result;
}

async function parameter(Name: string, context: Context): Promise<string> {
  const input = { Name, WithDecryption: true };
  const answer = await context.call<{ Parameter?: { Value?: string } }>(
    'ssm',
    'GetParameter',
    input,
  );
  return answer.Parameter?.Value ?? '';
}

/** `id[:SecretString[:key[:stage[:version]]]]`, where the id may be an ARN with colons of its own. */
const secretParts =
  /^(arn:[^:]+:[^:]+:[^:]*:[^:]*:secret:[^:]+|[^:]+)(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?$/;

async function secret(text: string, context: Context): Promise<string> {
  const match = secretParts.exec(text);
  const [, SecretId, kind = '', key = '', stage = '', version = ''] = match ?? [];
  if (!match || (kind !== '' && kind !== 'SecretString'))
    throw invalid(`Could not parse the dynamic reference {{resolve:secretsmanager:${text}}}`);
  const answer = await context.call<{ SecretString?: string }>('secretsmanager', 'GetSecretValue', {
    SecretId,
    ...(stage !== '' && { VersionStage: stage }),
    ...(version !== '' && { VersionId: version }),
  });
  const whole = answer.SecretString ?? '';
  return key === '' ? whole : memberOf(whole, key, SecretId ?? '');
}

function memberOf(text: string, key: string, id: string): string {
  let value: unknown;
  try {
    value = fieldsOf(JSON.parse(text))[key];
  } catch {
    throw invalid(`Could not parse SecretString JSON of ${id}`);
  }
  if (value === undefined)
    throw invalid(`Could not find a value associated with JSONKey in SecretString of ${id}`);
  return String(value);
}
