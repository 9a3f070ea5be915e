import type { ParameterValues } from './records';

/** The same value with everything that came from a `NoEcho` parameter shown as asterisks. */
export function masked<T>(value: T, parameters: ParameterValues): T {
  const secrets = Object.values(parameters)
    .filter(({ noEcho }) => noEcho)
    .flatMap(({ given, resolved }) => [given, resolved ?? ''])
    .filter((text) => text !== '');
  return secrets.length === 0 ? value : (hide(value, secrets) as T);
}

function hide(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string')
    return secrets.reduce((text, secret) => text.replaceAll(secret, '****'), value);
  if (Array.isArray(value)) return value.map((item) => hide(item, secrets));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, hide(inner, secrets)]),
  );
}
