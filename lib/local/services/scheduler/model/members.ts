import type { ScheduleState } from '@aws-sdk/client-scheduler';
import { violation } from './errors';
import { defaultGroup } from './records';

/** What AWS's model says of a text. */
interface TextRule {
  readonly least?: number;
  readonly most: number;
  readonly pattern?: RegExp;
}

const nameRule: TextRule = { most: 64, pattern: /^[0-9a-zA-Z-_.]+$/ };
const tokenRule: TextRule = { most: 64, pattern: /^[a-zA-Z0-9-_]+$/ };
export const roleRule: TextRule = {
  most: 1600,
  pattern: /^arn:aws(-[a-z]+)?:iam::\d{12}:role\/[\w+=,.@/-]+$/,
};

export function checkText(member: string, value: string | undefined, rule: TextRule): void {
  const { least = 1, most, pattern } = rule;
  if (value === undefined) return;
  if (value.length < least)
    throw violation(member, value, `Member must have length greater than or equal to ${least}`);
  if (value.length > most)
    throw violation(member, value, `Member must have length less than or equal to ${most}`);
  if (pattern && !pattern.test(value))
    throw violation(
      member,
      value,
      `Member must satisfy regular expression pattern: ${pattern.source}`,
    );
}

export function checkRange(
  member: string,
  value: number | undefined,
  least: number,
  most: number,
): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  throw violation(member, value, `Member must have value between ${least} and ${most}`);
}

export function checkChoice<T extends string>(
  member: string,
  value: T | undefined,
  choices: readonly T[],
): void {
  if (value === undefined || choices.includes(value)) return;
  throw violation(member, value, `Member must satisfy enum value set: [${choices.join(', ')}]`);
}

export const checkState = (value: ScheduleState | undefined) =>
  checkChoice('state', value, ['ENABLED', 'DISABLED']);

export function checkToken(token: string | undefined): void {
  checkText('clientToken', token, tokenRule);
}

/** @returns the name @throws ValidationException */
export function checkName(member: string, name: string | undefined): string {
  checkText(member, name, nameRule);
  return name ?? '';
}

export function checkGroupName(name: string | undefined): string {
  return checkName('groupName', name ?? defaultGroup);
}
