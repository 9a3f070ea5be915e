import { invalid } from './errors';

const names = /^[A-Za-z0-9.@_-]{1,100}$/;

/** Names of pipelines, stages, actions and artifacts' owners share one pattern. */
export function checkName(member: string, value: string | undefined): string {
  if (typeof value !== 'string') throw invalid(member, undefined, 'Member must not be null');
  if (!names.test(value))
    throw invalid(
      member,
      value,
      'Member must satisfy regular expression pattern: [A-Za-z0-9.@\\-_]+',
    );
  return value;
}

export function checkPresent<T>(member: string, value: T | null | undefined): T {
  if (value === undefined || value === null)
    throw invalid(member, undefined, 'Member must not be null');
  return value;
}

export function checkChoice<T extends string>(
  member: string,
  value: string | undefined,
  choices: readonly T[],
): T {
  const present = checkPresent(member, value);
  const chosen = choices.find((choice) => choice === present);
  if (chosen === undefined)
    throw invalid(member, present, `Member must satisfy enum value set: [${choices.join(', ')}]`);
  return chosen;
}
