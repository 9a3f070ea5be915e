import type { Json } from '../../../values/json';
import type { ParameterValues } from '../model/records';
import { conditionsOf } from './conditions';
import { parameterJson } from './parameters';
import { pseudoParameters, type ResourceValues, type Scope, type StackIdentity } from './scope';
import type { Template } from './template';

/** The scope of a template with its parameters' values, for a stack of that identity. */
export function scopeOf(
  template: Template,
  parameters: ParameterValues,
  identity: StackIdentity,
  resources: ResourceValues,
  importValue: (name: string) => string,
): Scope {
  const values: Record<string, Json> = { ...pseudoParameters(identity) };
  for (const [name, definition] of Object.entries(template.parameters)) {
    const value = parameters[name];
    if (value) values[name] = parameterJson(definition, value);
  }
  const base = { template, values, region: identity.region, importValue };
  return { ...base, resources, conditions: conditionsOf(template, base) };
}
