import { ServiceError } from '../../../base/service-error';

/** What AWS answers where a member of the request breaks its model. */
export function invalid(member: string, value: unknown, constraint: string): ServiceError {
  const shown = value === undefined || value === null ? 'null' : `'${String(value)}'`;
  return new ServiceError(
    'ValidationException',
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

export const stageNotFound = (pipeline: string, stage: string) =>
  new ServiceError(
    'StageNotFoundException',
    `The stage '${stage}' was not found in the pipeline '${pipeline}'.`,
  );

export const invalidStructure = (message: string) =>
  new ServiceError('InvalidStructureException', message);

export const invalidNextToken = () =>
  new ServiceError(
    'InvalidNextTokenException',
    'The next token was specified in an invalid format.',
  );

export const invalidPageSize = (most: number, asked: number) =>
  invalid('maxResults', asked, `Member must have value between 1 and ${most}`);

export const configurationError = (message: string) =>
  new ServiceError('ConfigurationError', message);

export const invalidStage = (message: string) =>
  new ServiceError('InvalidStageDeclarationException', message);

export const tooManyTags = (message: string) => new ServiceError('TooManyTagsException', message);
