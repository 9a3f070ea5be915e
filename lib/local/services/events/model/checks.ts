import type { Target } from '@aws-sdk/client-eventbridge';
import type { Context } from '../../../base/context';
import { notImplemented } from '../../../base/service-error';
import { invalid, ruleDoesNotExist } from './errors';
import { jsonPath, placeholdersOf } from './input';
import { type Rule, ruleArn, rulesOf } from './records';
import { targetKindOf } from './targets';

/** Only the account's own bus is there. */
export function checkBus(name: string | undefined): void {
  if (name === undefined || name === 'default' || /:event-bus\/default$/.test(name)) return;
  throw notImplemented('events', `event bus ${name}`);
}

export function checkRuleName(name: string | undefined): string {
  if (typeof name === 'string' && /^[.\-_A-Za-z0-9]{1,64}$/.test(name)) return name;
  throw invalid(
    `Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
  );
}

/** @throws ResourceNotFoundException */
export function ruleNamed(name: string | undefined, context: Context): Rule {
  const rule = rulesOf(context).get(checkRuleName(name));
  if (!rule) throw ruleDoesNotExist(String(name));
  return rule;
}

export function ruleWithArn(arn: string | undefined, context: Context): Rule {
  const rule = rulesOf(context)
    .list()
    .find(({ name }) => ruleArn(name, context) === arn);
  if (!rule) throw ruleDoesNotExist(String(arn));
  return rule;
}

const predefined = /^aws\.events\.(rule-arn|rule-name|event|event\.json|event\.ingestion-time)$/;
const honoured = new Set([
  'Id',
  'Arn',
  'RoleArn',
  'Input',
  'InputPath',
  'InputTransformer',
  'RetryPolicy',
  'DeadLetterConfig',
  'SqsParameters',
]);

/** Refuses a target that could not be delivered to, or whose input could not be made. */
export function checkTarget(target: Target): void {
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(target.Id ?? ''))
    throw invalid(`Target Id ${target.Id} is not valid.`);
  targetKindOf(target.Arn ?? '');
  const other = Object.keys(target).find((name) => !honoured.has(name));
  if (other !== undefined) throw notImplemented('events', `a target's ${other}`);
  const inputs = [target.Input, target.InputPath, target.InputTransformer];
  if (inputs.filter((input) => input !== undefined).length > 1)
    throw invalid(
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`,
    );
  if (target.Input !== undefined) checkJson(target.Input, target);
  if (target.InputPath !== undefined) checkPath(target.InputPath, target);
  if (target.InputTransformer) checkTransformer(target);
}

function checkTransformer(target: Target): void {
  const { InputPathsMap = {}, InputTemplate = '' } = target.InputTransformer ?? {};
  for (const path of Object.values(InputPathsMap)) checkPath(path, target);
  if (InputTemplate.length === 0 || InputTemplate.length > 8192)
    throw invalid(`InputTemplate for target ${target.Id} must have 1 to 8192 characters.`);
  const unknown = placeholdersOf(InputTemplate).find(
    (name) => !Object.hasOwn(InputPathsMap, name) && !predefined.test(name),
  );
  if (unknown !== undefined)
    throw invalid(`InputTemplate for target ${target.Id} contains invalid placeholder ${unknown}.`);
}

function checkPath(path: string, target: Target): void {
  if (!jsonPath.test(path)) throw invalid(`JSONPath ${path} of target ${target.Id} is not valid.`);
}

function checkJson(text: string, target: Target): void {
  try {
    JSON.parse(text);
  } catch {
    throw invalid(`JSON syntax error in input for target ${target.Id}: ${text.slice(0, 80)}`);
  }
}
