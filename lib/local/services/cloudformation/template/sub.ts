import { isObject, type Json, type JsonObject } from '../../../values/json';
import { invalid } from '../model/errors';
import { type Evaluate, reference, type Scope, textOf } from './scope';

/** `${Name}`, `${Name.Attribute}` or `${!Literal}` */
const variable = /\$\{([^}]*)\}/g;

/** `Fn::Sub` in both forms: a text, or a text and a map of further variables. */
export function substitute(argument: Json, scope: Scope, evaluate: Evaluate): Json {
  const [text, map] = subParts(argument);
  return text.replace(variable, (_, inner: string) => {
    if (inner.startsWith('!')) return `\${${inner.slice(1)}}`;
    const name = variableName(inner);
    if (Object.hasOwn(map, name)) return textOf(evaluate(map[name] ?? null, scope), 'Fn::Sub');
    const dot = name.indexOf('.');
    const value =
      dot < 0
        ? reference(name, scope)
        : scope.resources.attribute(name.slice(0, dot), name.slice(dot + 1));
    return Array.isArray(value) ? value.join(',') : textOf(value, 'Fn::Sub');
  });
}

export function subParts(argument: Json): readonly [string, JsonObject] {
  const [text, map = {}, extra] = Array.isArray(argument) ? argument : [argument];
  if (typeof text !== 'string' || !isObject(map) || extra !== undefined)
    throw invalid(
      "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
    );
  return [text, map];
}

/** The names a text refers to that its own map does not answer. */
export function subVariables(argument: Json): readonly string[] {
  const [text, map] = subParts(argument);
  return [...text.matchAll(variable)]
    .map(([, inner = '']) => inner)
    .filter((inner) => !inner.startsWith('!'))
    .map(variableName)
    .filter((name) => !Object.hasOwn(map, name));
}

function variableName(inner: string): string {
  const name = inner.trim();
  if (!/^[\w.:]+$/.test(name))
    throw invalid(
      'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
    );
  return name;
}
