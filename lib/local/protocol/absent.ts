import { ServiceError } from '../base/service-error';

/** How a service answers a request that lacks a required member. */
export interface Absence {
  readonly code: string;
  /** False where the service has an error of its own for each member, thrown by its operations. */
  readonly checked: boolean;
}

const codes: Readonly<Record<string, string>> = {
  codebuild: 'InvalidInputException',
  ecr: 'InvalidParameterException',
  logs: 'InvalidParameterException',
};

/** Most JSON services call it a ValidationException, those of AWS Query a ValidationError. */
export function absenceOf(service: string, usual: string): Absence {
  return { code: codes[service] ?? usual, checked: service !== 'codecommit' };
}

export function missing(path: readonly string[], { code }: Absence): ServiceError {
  return new ServiceError(
    code,
    `1 validation error detected: Value null at '${pathOf(path)}' failed to satisfy constraint: Member must not be null`,
  );
}

/** AWS writes the way to a member with small first letters: `pipeline.stages.1.member.name`. */
export function pathOf(path: readonly string[]): string {
  return path.map((part) => part.charAt(0).toLowerCase() + part.slice(1)).join('.');
}
