import { ServiceError } from '../../../base/service-error';
import { fieldsOf } from '../../../values/fields';
import type { Variable } from '../model/records';
import { PhaseFailure, type Run } from './run';

/** GetParameters takes so many names in one call. */
const namesACall = 10;

/**
 * The values of variables, with those kept in Parameter Store or Secrets Manager fetched and then hidden in the log.
 * @throws PhaseFailure naming what could not be fetched
 */
export async function resolveSecrets(
  run: Run,
  variables: readonly Variable[],
): Promise<Readonly<Record<string, string>>> {
  const values = new Map<string, string>();
  const parameters = variables.filter(({ type }) => type === 'PARAMETER_STORE');
  for (let at = 0; at < parameters.length; at += namesACall)
    await fetchParameters(run, parameters.slice(at, at + namesACall), values);
  for (const { name, value, type } of variables) {
    if (type === 'PLAINTEXT') values.set(name, value);
    if (type === 'SECRETS_MANAGER') values.set(name, await fetchSecret(run, name, value));
  }
  for (const { name, type } of variables)
    if (type !== 'PLAINTEXT') run.log.mask.add(values.get(name) ?? '');
  return Object.fromEntries(values);
}

async function fetchParameters(
  run: Run,
  variables: readonly Variable[],
  values: Map<string, string>,
): Promise<void> {
  const found = await call<{ Parameters?: { Name?: string; ARN?: string; Value?: string }[] }>(
    run,
    'ssm',
    'GetParameters',
    { Names: [...new Set(variables.map(({ value }) => value))], WithDecryption: true },
  );
  for (const { name, value } of variables) {
    const parameter = found.Parameters?.find(
      ({ Name, ARN }) => Name === value || ARN === value || Name === value.split(':')[0],
    );
    if (parameter?.Value === undefined)
      throw failure(`variable ${name}: parameter does not exist: ${value}`);
    values.set(name, parameter.Value);
  }
}

/** `secret-id:json-key:version-stage:version-id`; an ARN as secret id has colons of its own. */
async function fetchSecret(run: Run, name: string, reference: string): Promise<string> {
  const match = /^(arn(?::[^:]*){5}:[^:]+|[^:]+)(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?$/.exec(
    reference,
  );
  if (!match) throw failure(`variable ${name}: ${reference} does not name a secret`);
  const [, SecretId, key, stage, version] = match;
  const { SecretString } = await call<{ SecretString?: string }>(
    run,
    'secretsmanager',
    'GetSecretValue',
    {
      SecretId,
      ...(stage && { VersionStage: stage }),
      ...(version && { VersionId: version }),
    },
  );
  if (SecretString === undefined)
    throw failure(`variable ${name}: the secret ${SecretId} holds no text`);
  return key ? member(SecretString, key, name) : SecretString;
}

function member(secret: string, key: string, name: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(secret);
  } catch {
    throw failure(`variable ${name}: the secret is not JSON, so it has no key ${key}`);
  }
  const value = fieldsOf(parsed)[key];
  if (value === undefined) throw failure(`variable ${name}: the secret has no key ${key}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function call<O>(run: Run, service: string, operation: string, input: unknown): Promise<O> {
  try {
    return await run.asRole.call<O>(service, operation, input);
  } catch (error) {
    if (error instanceof ServiceError) throw failure(`${error.code}: ${error.message}`);
    throw error;
  }
}

function failure(message: string): PhaseFailure {
  return new PhaseFailure('CLIENT_ERROR', `Environment variables: ${message}`);
}
