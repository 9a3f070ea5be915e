import type { Context, ResourceRequest, ResourceState, ResourceType } from '../../base/context';
import { tagList } from '../../base/list-order';
import { commitInitialCode, type InitialCode } from './engine/initial-commit';
import { metadataOf } from './model/metadata';
import { repositoriesOf, repositoryNamed, repositoryWithId } from './model/records';
import { openRepository } from './model/specifier';
import { CreateRepository, DeleteRepository } from './operations/repositories';
import { UpdateRepositoryDescription, UpdateRepositoryName } from './operations/settings';

interface RepositoryProperties {
  readonly RepositoryName: string;
  readonly RepositoryDescription?: string;
  readonly KmsKeyId?: string;
  readonly Code?: InitialCode;
  readonly Tags?: readonly { Key: string; Value: string }[];
}

const propertiesOf = ({ properties }: ResourceRequest) =>
  properties as unknown as RepositoryProperties;

const tagsOf = ({ Tags = [] }: RepositoryProperties) =>
  Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));

async function create(request: ResourceRequest, context: Context): Promise<ResourceState> {
  const wanted = propertiesOf(request);
  const name = wanted.RepositoryName;
  CreateRepository(
    {
      repositoryName: name,
      repositoryDescription: wanted.RepositoryDescription,
      kmsKeyId: wanted.KmsKeyId,
      tags: tagsOf(wanted),
    },
    context,
  );
  try {
    if (wanted.Code) await commitInitialCode(openRepository(name, context), wanted.Code, context);
  } catch (error) {
    DeleteRepository({ repositoryName: name }, context);
    throw error;
  }
  return stateOf(name, context);
}

/** A new name renames the repository in place; its id, which `Ref` yields, stays. */
function update(id: string, request: ResourceRequest, context: Context): ResourceState {
  const wanted = propertiesOf(request);
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
  // `Code` acts only when the repository is made; a change of it changes nothing, as on AWS.
  properties: ['RepositoryName', 'RepositoryDescription', 'Code'],
  recorded: ['KmsKeyId', 'Tags'],
  required: ['RepositoryName'],
  create,
  update: (id, request, _previous, context) => update(id, request, context),
  find({ RepositoryName }, context) {
    const known = repositoriesOf(context).get(String(RepositoryName));
    return known && stateOf(known.name, context);
  },
  writeOnly: ['Code'],
  read(id, { Tags }, context) {
    const known = repositoryWithId(id, context);
    return (
      known && {
        RepositoryName: known.name,
        RepositoryDescription: known.description,
        KmsKeyId: known.kmsKeyId,
        Tags: tagList(Tags, known.tags),
      }
    );
  },
  delete(id, _properties, context) {
    const known = repositoryWithId(id, context);
    if (known) DeleteRepository({ repositoryName: known.name }, context);
  },
};

export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::CodeCommit::Repository': repository,
};
