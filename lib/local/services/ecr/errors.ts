import { type Context, ServiceError } from '../../service';

const where = (name: string, { account }: Context) =>
  `the repository with name '${name}' in the registry with id '${account}'`;

/** The errors that more than one operation answers with. */
export const errors = {
  repositoryNotFound: (name: string, { account }: Context) =>
    new ServiceError(
      'RepositoryNotFoundException',
      `The repository with name '${name}' does not exist in the registry with id '${account}'`,
    ),
  layersNotFound: (digests: readonly string[], name: string, home: Context) =>
    new ServiceError(
      'LayersNotFoundException',
      `The layers with digests [${digests.join(', ')}] required for pushing image do not exist in ${where(name, home)}`,
    ),
  uploadNotFound: (id: string, name: string, home: Context) =>
    new ServiceError(
      'UploadNotFoundException',
      `The upload with upload id '${id}' does not exist in ${where(name, home)}`,
    ),
  invalid: (parameter: string, constraint: string) =>
    new ServiceError(
      'InvalidParameterException',
      `Invalid parameter at '${parameter}' failed to satisfy constraint: '${constraint}'`,
    ),
};
