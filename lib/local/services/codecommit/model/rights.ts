import { asksOf, type RightsOf, rightsOf, textOf, textsOf } from '../../../rights/asks';
import type { Fields } from '../../../values/fields';
import { repositoriesOf } from './records';

const service: RightsOf = {
  service: 'codecommit',
  names: {
    RepositoryName: (input) =>
      textsOf(input, 'repositoryNames') ?? textOf(input, 'repositoryName', 'oldName'),
  },
  keys: (_, input) => ({ 'codecommit:references': referenceOf(input) }),
  tags: (resource, context) => repositoriesOf(context).get(resource.split(':')[5] ?? '')?.tags,
  special: {
    // How CodePipeline fetches what it builds: two rights without an operation
    // (https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html).
    UploadArchive: (input, context) =>
      ['UploadArchive', 'GetUploadArchiveStatus'].flatMap((action) =>
        asksOf(service, action, input, context),
      ),
  },
};

export const rights = rightsOf(service);

/** The right to something that git does with a repository: `GitPull`, or `GitPush` of one ref. */
export function gitAsks(
  action: 'GitPull' | 'GitPush',
  repositoryName: string,
  ref: string | undefined,
  context: Parameters<typeof asksOf>[3],
) {
  return asksOf(service, action, { repositoryName, ref }, context);
}

/** Operations that move a branch say which. A request without a ref, such as the first of every push, has no such key. */
function referenceOf(input: Fields): string | undefined {
  const branch = textOf(input, 'branchName', 'targetBranch', 'destinationCommitSpecifier');
  return textOf(input, 'ref') ?? (branch === undefined ? undefined : `refs/heads/${branch}`);
}
