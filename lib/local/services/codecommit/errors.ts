import { ServiceError } from '../../service';

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

/** A mistake for which the API has a name but no shape beyond the message. */
export const refuse = (code: string, message: string) => new ServiceError(code, message);

export const movedMeanwhile = (branch: string) =>
  new ServiceError(
    'ConcurrentReferenceUpdateException',
    `${branch} was moved by somebody else meanwhile`,
  );
