import { isList, isObject, type Json, type JsonObject } from '../../../values/json';
import { invalid } from '../model/errors';
import { asCall } from './evaluate';
import { scalarText } from './parse';
import { pseudoNames, unresolved } from './scope';
import { subParts, subVariables } from './sub';
import type { Template } from './template';

/** What a value names, on every branch of its conditions. */
interface Mentions {
  readonly refs: Set<string>;
  readonly attributes: Set<string>;
  readonly conditions: Set<string>;
}

/**
 * Everything that is wrong whatever the parameters are: references and conditions that are nowhere defined.
 * @throws ServiceError `ValidationError`
 */
export function checkTemplate(template: Template): void {
  for (const resource of Object.values(template.resources)) {
    checkCondition(resource.Condition, template, 'Resources');
    checkMentions(resource.Properties ?? {}, template, 'Resources');
    const missing = [resource.DependsOn ?? []]
      .flat()
      .filter((name) => !Object.hasOwn(template.resources, name));
    if (missing.length > 0) throw unresolved(missing.join(', '), 'Resources');
  }
  for (const output of Object.values(template.outputs)) {
    checkCondition(output.Condition, template, 'Outputs');
    checkMentions([output.Value, output.Export?.Name ?? ''], template, 'Outputs');
  }
}

function checkCondition(name: string | undefined, template: Template, block: string): void {
  if (name !== undefined && !Object.hasOwn(template.conditions, name))
    throw invalid(
      `Template format error: Unresolved condition dependency ${name} in the ${block} block of the template`,
    );
}

function checkMentions(value: Json, template: Template, block: string): void {
  const mentions: Mentions = { refs: new Set(), attributes: new Set(), conditions: new Set() };
  collect(value, mentions);
  for (const name of mentions.conditions) checkCondition(name, template, block);
  const { resources, parameters } = template;
  for (const name of mentions.attributes)
    if (!Object.hasOwn(resources, name))
      throw invalid(`Template error: instance of Fn::GetAtt references undefined resource ${name}`);
  const known = (name: string) =>
    Object.hasOwn(resources, name) ||
    Object.hasOwn(parameters, name) ||
    pseudoNames.some((pseudo) => pseudo === name);
  const missing = [...mentions.refs].filter((name) => !known(name));
  if (missing.length > 0) throw unresolved(missing.join(', '), block);
}

function collect(value: Json, mentions: Mentions): void {
  if (Array.isArray(value)) for (const item of value) collect(item, mentions);
  if (!isObject(value)) return;
  const call = asCall(value);
  if (call) collectCall(call.name, call.argument, mentions);
  else for (const inner of Object.values(value)) collect(inner, mentions);
}

function collectCall(name: string, argument: Json, mentions: Mentions): void {
  const [first = null, ...rest] = isList(argument) ? argument : [argument];
  if (name === 'Ref') mentions.refs.add(scalarText(argument));
  else if (name === 'Fn::Sub') collectSub(argument, mentions);
  else if (name === 'Fn::GetAtt') {
    mentions.attributes.add(scalarText(first).split('.')[0] ?? '');
    collect(rest, mentions);
  } else {
    if (name === 'Fn::If') mentions.conditions.add(scalarText(first));
    collect([first, ...rest], mentions);
  }
}

function collectSub(argument: Json, mentions: Mentions): void {
  const [, map]: readonly [string, JsonObject] = subParts(argument);
  collect(map, mentions);
  for (const name of subVariables(argument)) {
    const dot = name.indexOf('.');
    if (dot < 0) mentions.refs.add(name);
    else mentions.attributes.add(name.slice(0, dot));
  }
}
