import { notImplemented } from '../../../base/service-error';
import { isList, isObject, type Json } from '../../../values/json';
import { invalid } from '../model/errors';
import { holds } from './conditions';
import { scalarText } from './parse';
import type { Scope } from './scope';

/** Functions of rules that ask the account about AWS-specific parameter types. */
const refused = ['Fn::RefAll', 'Fn::ValueOf', 'Fn::ValueOfAll'];

/** @throws ServiceError with the description of the first assertion that does not hold */
export function checkRules(scope: Scope): void {
  for (const [name, rule] of Object.entries(scope.template.rules)) {
    if (!isObject(rule)) continue;
    refuseLookups(rule);
    if (rule.RuleCondition !== undefined && !holds(rule.RuleCondition, scope)) continue;
    const { Assertions: assertions = [] } = rule;
    for (const assertion of isList(assertions) ? assertions : [assertions]) {
      if (!isObject(assertion) || assertion.Assert === undefined)
        throw invalid(
          `Template format error: Rule ${name}: every assertion needs an Assert member.`,
        );
      if (!holds(assertion.Assert, scope))
        throw invalid(
          `Template validation error: Rule ${name} failed: ${scalarText(assertion.AssertDescription ?? 'an assertion does not hold')}`,
        );
    }
  }
}

function refuseLookups(value: Json): void {
  if (Array.isArray(value)) for (const item of value) refuseLookups(item);
  if (!isObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    if (refused.includes(name)) throw notImplemented('cloudformation', name);
    refuseLookups(inner);
  }
}
