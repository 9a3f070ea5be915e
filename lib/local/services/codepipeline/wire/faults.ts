import { ServiceError } from '../../../service';

/** What AWS answers where a member of the request breaks its model. */
export function invalid(member: string, value: unknown, constraint: string): ServiceError {
  const shown = value === undefined || value === null ? 'null' : `'${String(value)}'`;
  return new ServiceError(
    'ValidationException',
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

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
  value: T | undefined,
  choices: readonly T[],
): T {
  const present = checkPresent(member, value);
  if (!choices.includes(present))
    throw invalid(member, present, `Member must satisfy enum value set: [${choices.join(', ')}]`);
  return present;
}

export function stageNotFound(pipeline: string, stage: string): ServiceError {
  return new ServiceError(
    'StageNotFoundException',
    `The stage '${stage}' was not found in the pipeline '${pipeline}'.`,
  );
}

export function structureFault(message: string): ServiceError {
  return new ServiceError('InvalidStructureException', message);
}
