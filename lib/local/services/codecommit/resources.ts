import type { ResourceRequest, ResourceState, ResourceType } from '../../resource';
import type { Context } from '../../service';
import { metadataOf } from './metadata';
import { CreateRepository, DeleteRepository } from './operations/repositories';
import { UpdateRepositoryDescription, UpdateRepositoryName } from './operations/settings';
import { repositoriesOf, repositoryNamed, repositoryWithId } from './records';

interface RepositoryProperties {
  readonly RepositoryName: string;
  readonly RepositoryDescription?: string;
  readonly KmsKeyId?: string;
  readonly Tags?: readonly { Key: string; Value: string }[];
}

const read = ({ properties }: ResourceRequest) => properties as unknown as RepositoryProperties;

const tagsOf = ({ Tags = [] }: RepositoryProperties) =>
  Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));

function create(request: ResourceRequest, context: Context): ResourceState {
  const wanted = read(request);
  CreateRepository(
    {
      repositoryName: wanted.RepositoryName,
      repositoryDescription: wanted.RepositoryDescription,
      kmsKeyId: wanted.KmsKeyId,
      tags: tagsOf(wanted),
    },
    context,
  );
  return stateOf(wanted.RepositoryName, context);
}

/** A new name renames the repository in place; its id, which `Ref` yields, stays. */
function update(id: string, request: ResourceRequest, context: Context): ResourceState {
  const wanted = read(request);
  const name = wanted.RepositoryName;
  const known = repositoryWithId(id, context) ?? repositoryNamed(name, context);
  if (known.name !== name) UpdateRepositoryName({ oldName: known.name, newName: name }, context);
  if (known.description !== wanted.RepositoryDescription)
    UpdateRepositoryDescription(
      { repositoryName: name, repositoryDescription: wanted.RepositoryDescription },
      context,
    );
  const current = repositoryNamed(name, context);
  repositoriesOf(context).put(name, { ...current, tags: tagsOf(wanted) });
  return stateOf(name, context);
}

function stateOf(name: string, context: Context): ResourceState {
  const repository = repositoryNamed(name, context);
  const { Arn, cloneUrlHttp, cloneUrlSsh } = metadataOf(repository, context);
  return {
    physicalId: repository.id,
    attributes: {
      Arn,
      Name: name,
      CloneUrlHttp: cloneUrlHttp,
      CloneUrlSsh: cloneUrlSsh,
      RepositoryId: repository.id,
    },
  };
}

const repository: ResourceType = {
  properties: ['RepositoryName', 'RepositoryDescription'],
  recorded: ['KmsKeyId', 'Tags'],
  required: ['RepositoryName'],
  create,
  update: (id, request, _previous, context) => update(id, request, context),
  find({ RepositoryName }, context) {
    const known = repositoriesOf(context).get(String(RepositoryName));
    return known && stateOf(known.name, context);
  },
  delete(id, _properties, context) {
    const known = repositoryWithId(id, context);
    if (known) DeleteRepository({ repositoryName: known.name }, context);
  },
};

export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::CodeCommit::Repository': repository,
};
