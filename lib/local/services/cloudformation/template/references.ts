import { isObject, type Json } from '../../../values/json';
import { asCall, evaluate } from './evaluate';
import { chosenBranch, getAttParts } from './functions';
import { scalarText } from './parse';
import type { Scope } from './scope';
import { subParts, subVariables } from './sub';

/** A name that a value mentions; with an attribute when through `Fn::GetAtt` or `${A.B}`. */
export interface Reference {
  readonly name: string;
  readonly attribute?: string;
}

/** Everything a value refers to, with the branches that conditions leave out left out. */
export function referencesIn(value: Json, scope: Scope): readonly Reference[] {
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item, scope));
  if (!isObject(value)) return [];
  const call = asCall(value);
  if (!call) return Object.values(value).flatMap((inner) => referencesIn(inner, scope));
  return referencesOfCall(call.name, call.argument, scope);
}

function referencesOfCall(name: string, argument: Json, scope: Scope): readonly Reference[] {
  if (name === 'Ref') return [{ name: scalarText(argument) }];
  if (name === 'Fn::If') return referencesIn(chosenBranch(argument, scope), scope);
  if (name === 'Fn::Sub') {
    const [, map] = subParts(argument);
    return [...subVariables(argument).map(dotted), ...referencesIn(map, scope)];
  }
  if (name !== 'Fn::GetAtt') return referencesIn(argument, scope);
  const [logicalId, attribute] = getAttParts(argument, scope, evaluate);
  return [{ name: logicalId, attribute }];
}

function dotted(name: string): Reference {
  const dot = name.indexOf('.');
  return dot < 0 ? { name } : { name: name.slice(0, dot), attribute: name.slice(dot + 1) };
}
