import { isList, isObject, type Json } from '../../../values/json';
import { invalid } from '../model/errors';
import { cidr } from './cidr';
import { scalarText } from './parse';
import { type Evaluate, reference, type Scope, textOf } from './scope';
import { substitute } from './sub';
import { languageExtensions } from './template';

/** Every function a property may use, by its long name. */
export const functions: Readonly<Record<string, TemplateFunction>> = {
  Ref: (name, scope) => reference(asName(name, 'Ref'), scope),
  'Fn::Base64': (argument, scope, evaluate) =>
    Buffer.from(textOf(evaluate(argument, scope), 'Fn::Base64')).toString('base64'),
  'Fn::Cidr': (argument, scope, evaluate) => cidr(evaluate(argument, scope)),
  'Fn::FindInMap': findInMap,
  'Fn::GetAtt': (argument, scope, evaluate) => {
    const [logicalId, attribute] = getAttParts(argument, scope, evaluate);
    return scope.resources.attribute(logicalId, attribute);
  },
  'Fn::GetAZs': (argument, scope, evaluate) => {
    const region = textOf(evaluate(argument, scope), 'Fn::GetAZs') || scope.region;
    return ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
  },
  'Fn::If': branch,
  'Fn::ImportValue': (argument, scope, evaluate) =>
    scope.importValue(textOf(evaluate(argument, scope), 'Fn::ImportValue')),
  'Fn::Join': join,
  'Fn::Length': (argument, scope, evaluate) => {
    needsExtensions('Fn::Length', scope);
    return listOf(evaluate(argument, scope), 'Fn::Length').length;
  },
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::Sub': (argument, scope, evaluate) => substitute(argument, scope, evaluate),
  'Fn::ToJsonString': (argument, scope, evaluate) => {
    needsExtensions('Fn::ToJsonString', scope);
    return JSON.stringify(evaluate(argument, scope));
  },
};

/** The resource and the attribute of a `Fn::GetAtt`, in either of its forms; the attribute may itself be a function. */
export function getAttParts(
  argument: Json,
  scope: Scope,
  evaluate: Evaluate,
): readonly [string, string] {
  const list = typeof argument === 'string' ? splitOnce(argument) : argument;
  const [logicalId, ...rest] = Array.isArray(list) ? list : [];
  const attribute = rest.map((part) => scalarText(evaluate(part, scope))).join('.');
  if (typeof logicalId !== 'string' || logicalId === '' || attribute === '')
    throw invalid(
      'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
    );
  return [logicalId, attribute];
}

function splitOnce(text: string): readonly string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

/** The branch of a `Fn::If` that its condition chooses, not evaluated. */
export function chosenBranch(argument: Json, scope: Scope): Json {
  const [condition, yes, no] = isList(argument) ? argument : [];
  if (typeof condition !== 'string' || yes === undefined || no === undefined)
    throw invalid('Template error: Fn::If requires a list argument with three elements');
  return scope.conditions(condition) ? yes : no;
}

function branch(argument: Json, scope: Scope, evaluate: Evaluate): Json {
  return evaluate(chosenBranch(argument, scope), scope);
}

function join(argument: Json, scope: Scope, evaluate: Evaluate): Json {
  const [delimiter, items] = Array.isArray(argument) ? argument : [];
  const list = items === undefined ? undefined : evaluate(items, scope);
  if (typeof delimiter !== 'string' || !Array.isArray(list))
    throw invalid(
      'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
    );
  return list.map((item) => textOf(item, 'Fn::Join')).join(delimiter);
}

function split(argument: Json, scope: Scope, evaluate: Evaluate): Json {
  const [delimiter, source] = Array.isArray(argument) ? argument : [];
  const text = source === undefined ? undefined : evaluate(source, scope);
  if (typeof delimiter !== 'string' || typeof text !== 'string')
    throw invalid(
      'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
    );
  return text.split(delimiter);
}

function select(argument: Json, scope: Scope, evaluate: Evaluate): Json {
  const [first, items] = Array.isArray(argument) ? argument : [];
  const index = Number(scalarText(evaluate(first ?? null, scope)));
  const list = items === undefined ? undefined : evaluate(items, scope);
  if (first === undefined || !Number.isInteger(index) || !Array.isArray(list))
    throw invalid(
      'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
    );
  const value = list[index];
  if (value === undefined)
    throw invalid(`Template error: Fn::Select  cannot select nonexistent value at index ${index}`);
  return value;
}

function findInMap(argument: Json, scope: Scope, evaluate: Evaluate): Json {
  const [map, first, other, options] = isList(argument) ? argument : [];
  const keyOf = (key: Json | undefined) => scalarText(evaluate(key ?? null, scope));
  const [name, top, second] = [keyOf(map), keyOf(first), keyOf(other)];
  const inner = isObject(scope.template.mappings[name]) && scope.template.mappings[name][top];
  const value = isObject(inner) ? inner[second] : undefined;
  if (value !== undefined) return evaluate(value, scope);
  if (isObject(options) && options.DefaultValue !== undefined) {
    needsExtensions('Fn::FindInMap with DefaultValue', scope);
    return evaluate(options.DefaultValue, scope);
  }
  throw invalid(`Template error: Unable to get mapping for ${name}::${top}::${second}`);
}

function needsExtensions(what: string, { template }: Scope): void {
  if (!template.transforms.includes(languageExtensions))
    throw invalid(`Template error: ${what} needs the transform ${languageExtensions}`);
}

function asName(value: Json, what: string): string {
  if (typeof value !== 'string')
    throw invalid(`Template error: every ${what} object must have a single String value.`);
  return value;
}

function listOf(value: Json, what: string): readonly Json[] {
  if (!Array.isArray(value)) throw invalid(`Template error: ${what} needs a list`);
  return value;
}

/** A template function: its argument as written, not evaluated yet. */
export type TemplateFunction = (argument: Json, scope: Scope, evaluate: Evaluate) => Json;
