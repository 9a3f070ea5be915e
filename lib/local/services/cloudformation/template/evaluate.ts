import { isObject, type Json, type JsonObject } from '../../../values/json';
import { invalid } from '../model/errors';
import { functions, type TemplateFunction } from './functions';
import { noValue, type Scope } from './scope';

/**
 * Evaluates every function inside a value and drops what is `AWS::NoValue` from maps and lists.
 * @throws ServiceError `ValidationError` with CloudFormation's text
 */
export function evaluate(value: Json, scope: Scope): Json {
  if (Array.isArray(value))
    return value.map((item) => evaluate(item, scope)).filter((item) => item !== noValue);
  if (!isObject(value)) return value;
  const call = asCall(value);
  if (call) return call.run(call.argument, scope, evaluate);
  const entries = Object.entries(value).map(
    ([name, inner]) => [name, evaluate(inner, scope)] as const,
  );
  return Object.fromEntries(entries.filter(([, inner]) => inner !== noValue));
}

export interface Call {
  readonly name: string;
  readonly argument: Json;
  readonly run: TemplateFunction;
}

/** A map with one member that is named like a function is a call of it. */
export function asCall(value: JsonObject): Call | undefined {
  const [name, second] = Object.keys(value);
  if (name === undefined || second !== undefined) return undefined;
  if (name !== 'Ref' && !name.startsWith('Fn::')) return undefined;
  const run = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!run)
    throw invalid(
      `Template error: Encountered unsupported function: ${name} Supported functions are: [${Object.keys(functions).join(', ')}]`,
    );
  return { name, argument: value[name] ?? null, run };
}
