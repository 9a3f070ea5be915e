import type {
  CreateRepositoryInput,
  CreateRepositoryOutput,
  GetBranchInput,
  GetBranchOutput,
  GetCommitInput,
  GetCommitOutput,
  GetRepositoryInput,
  GetRepositoryOutput,
} from '@aws-sdk/client-codecommit';
import type { Operation, Service } from '../call/operation';

const codecommit: Service = {
  name: 'codecommit',
  protocol: { json: 'CodeCommit_20150413' },
  times: ['creationDate', 'lastModifiedDate'],
  client: 'CodeCommitClient',
  sdk: () => import('./sdk'),
};

const lacking = {
  RepositoryDoesNotExistException: ({ repositoryName }: { repositoryName?: string | undefined }) =>
    `repository '${repositoryName}'`,
};

export const GetRepository: Operation<GetRepositoryInput, GetRepositoryOutput> = {
  service: codecommit,
  name: 'GetRepository',
  light: true,
  lacking,
};

/** Undefined if there is one of the name. */
export const CreateRepository: Operation<
  CreateRepositoryInput,
  CreateRepositoryOutput | undefined
> = {
  service: codecommit,
  name: 'CreateRepository',
  nothing: ['RepositoryNameExistsException'],
};

/** Undefined before the first push. */
export const GetBranch: Operation<GetBranchInput, GetBranchOutput | undefined> = {
  service: codecommit,
  name: 'GetBranch',
  nothing: ['BranchDoesNotExistException'],
  lacking,
};

export const GetCommit: Operation<GetCommitInput, GetCommitOutput> = {
  service: codecommit,
  name: 'GetCommit',
  light: true,
};
