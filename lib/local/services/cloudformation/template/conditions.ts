import { isList, isObject, type Json } from '../../../values/json';
import { invalid } from '../model/errors';
import { evaluate } from './evaluate';
import { scalarText } from './parse';
import { noResources, type Scope } from './scope';
import type { Template } from './template';

/** Each condition evaluated once, at its first use; a condition that needs itself is refused. */
export function conditionsOf(
  template: Template,
  base: Omit<Scope, 'conditions' | 'resources'>,
): (name: string) => boolean {
  const known = new Map<string, boolean | 'evaluating'>();
  const scope: Scope = { ...base, resources: noResources, conditions: (name) => decide(name) };
  const decide = (name: string): boolean => {
    const state = known.get(name);
    if (state === 'evaluating')
      throw invalid(`Template format error: Circular dependency between conditions: [${name}]`);
    if (state !== undefined) return state;
    const definition = template.conditions[name];
    if (definition === undefined)
      throw invalid(
        `Template format error: Unresolved condition dependency ${name} in the Conditions block of the template`,
      );
    known.set(name, 'evaluating');
    const result = holds(definition, scope);
    known.set(name, result);
    return result;
  };
  return decide;
}

type ConditionFunction = (argument: readonly Json[], scope: Scope) => boolean;

const atLeastOne = (list: Json): boolean => Array.isArray(list) && list.length > 0;

/** Also those that only `Rules` may use. */
const functions: Readonly<Record<string, ConditionFunction>> = {
  'Fn::And': (list, scope) => counted('Fn::And', list).every((item) => holds(item, scope)),
  'Fn::Or': (list, scope) => counted('Fn::Or', list).some((item) => holds(item, scope)),
  'Fn::Not': (list, scope) => {
    if (list.length !== 1)
      throw invalid(
        'Template validation error: Template error: Fn::Not requires a list argument with one element.',
      );
    return !holds(list[0] ?? null, scope);
  },
  'Fn::Equals': (list, scope) => {
    if (list.length !== 2)
      throw invalid(
        'Template validation error: Template error: Fn::Equals requires a list argument with two elements.',
      );
    // `true` and `"true"` are the same to a template.
    const [left, right] = list.map((item) => scalarText(evaluate(item, scope)));
    return left === right;
  },
  'Fn::Contains': ([list, value], scope) =>
    texts(list, scope).includes(scalarText(evaluate(value ?? null, scope))),
  'Fn::EachMemberEquals': ([list, value], scope) => {
    const wanted = scalarText(evaluate(value ?? null, scope));
    return texts(list, scope).every((item) => item === wanted);
  },
  'Fn::EachMemberIn': ([list, allowed], scope) => {
    const set = texts(allowed, scope);
    return texts(list, scope).every((item) => set.includes(item));
  },
};

function counted(name: string, list: readonly Json[]): readonly Json[] {
  if (list.length < 2 || list.length > 10)
    throw invalid(
      `Template validation error: Template error: every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`,
    );
  return list;
}

/** Whether a condition expression is true. */
export function holds(expression: Json, scope: Scope): boolean {
  if (isObject(expression) && Object.keys(expression).length === 1) {
    if (typeof expression.Condition === 'string') return scope.conditions(expression.Condition);
    const [[name = '', argument] = []] = Object.entries(expression);
    const run = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (run && isList(argument) && atLeastOne(argument)) return run(argument, scope);
  }
  throw invalid(
    'Template format error: Conditions can only be boolean operations on parameters and other conditions',
  );
}

function texts(value: Json | undefined, scope: Scope): readonly string[] {
  const list = evaluate(value ?? [], scope);
  return (Array.isArray(list) ? list : [list]).map(scalarText);
}
