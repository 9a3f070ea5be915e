import { plain } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';

/** CodeCommit's documented errors, each with what it says to the caller. */
export const repositoryDoesNotExist = (name: string) =>
  new ServiceError('RepositoryDoesNotExistException', `${name} does not exist`);

export const repositoryNameRequired = () =>
  new ServiceError('RepositoryNameRequiredException', 'A repository name is required');

export const repositoryNameExists = (name: string) =>
  new ServiceError('RepositoryNameExistsException', `Repository named ${name} already exists`);

export const invalidRepositoryName = (name: string) =>
  new ServiceError(
    'InvalidRepositoryNameException',
    `${name} is not a valid repository name: 1 to 100 letters, digits, periods, underscores and dashes, not ending in .git`,
  );

export const branchDoesNotExist = (name: string) =>
  new ServiceError('BranchDoesNotExistException', `Branch ${name} does not exist`);

export const branchNameRequired = () =>
  new ServiceError('BranchNameRequiredException', 'A branch name is required');

export const invalidBranchName = (name: string) =>
  new ServiceError('InvalidBranchNameException', `${name} is not a valid branch name`);

export const commitIdRequired = () =>
  new ServiceError('CommitIdRequiredException', 'A commit ID is required');

export const invalidCommitId = (id: string) =>
  new ServiceError('InvalidCommitIdException', `${id} is not a full commit ID`);

/** GetCommit's own name for it; operations that take a commit specifier say `commitDoesNotExist`. */
export const commitIdDoesNotExist = (id: string) =>
  new ServiceError('CommitIdDoesNotExistException', `Commit ID ${id} does not exist`);

export const commitDoesNotExist = (specifier: string) =>
  new ServiceError('CommitDoesNotExistException', `Could not find a commit for ${specifier}`);

export const movedMeanwhile = (branch: string) =>
  new ServiceError(
    'ConcurrentReferenceUpdateException',
    `${branch} was moved by somebody else meanwhile`,
  );

export const pageTokens = {
  coding: plain,
  invalid: () =>
    new ServiceError('InvalidContinuationTokenException', 'The continuation token is not valid'),
  withinList: true,
};
