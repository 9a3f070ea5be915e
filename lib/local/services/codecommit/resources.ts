import type {
  Context,
  Properties,
  ResourceRequest,
  ResourceState,
  ResourceType,
} from '../../base/context';
import { tagList } from '../../base/list-order';
import { objectIn, tagMapIn, textIn } from '../../recorded/properties';
import { commitInitialCode, type InitialCode } from './engine/initial-commit';
import { metadataOf } from './model/metadata';
import { repositoriesOf, repositoryNamed, repositoryWithId } from './model/records';
import { openRepository } from './model/specifier';
import { CreateRepository, DeleteRepository } from './operations/repositories';
import { UpdateRepositoryDescription, UpdateRepositoryName } from './operations/settings';

interface RepositoryProperties {
  readonly name: string;
  readonly description: string | undefined;
  readonly kmsKeyId: string | undefined;
  readonly code: InitialCode | undefined;
  readonly tags: Record<string, string>;
}

function propertiesOf({ properties }: ResourceRequest): RepositoryProperties {
  return {
    name: textIn(properties, 'RepositoryName') ?? '',
    description: textIn(properties, 'RepositoryDescription'),
    kmsKeyId: textIn(properties, 'KmsKeyId'),
    code: properties.Code === undefined ? undefined : codeIn(objectIn(properties, 'Code')),
    tags: tagMapIn(properties),
  };
}

function codeIn(code: Properties): InitialCode {
  const place = objectIn(code, 'S3');
  return {
    BranchName: textIn(code, 'BranchName'),
    S3: {
      Bucket: textIn(place, 'Bucket') ?? '',
      Key: textIn(place, 'Key') ?? '',
      ObjectVersion: textIn(place, 'ObjectVersion'),
    },
  };
}

async function create(request: ResourceRequest, context: Context): Promise<ResourceState> {
  const { name, description: repositoryDescription, kmsKeyId, code, tags } = propertiesOf(request);
  CreateRepository({ repositoryName: name, repositoryDescription, kmsKeyId, tags }, context);
  try {
    if (code) await commitInitialCode(openRepository(name, context), code, context);
  } catch (error) {
    DeleteRepository({ repositoryName: name }, context);
    throw error;
  }
  return stateOf(name, context);
}

/** A new name renames the repository in place; its id, which `Ref` yields, stays. */
function update(id: string, request: ResourceRequest, context: Context): ResourceState {
  const { name, description, tags } = propertiesOf(request);
  const known = repositoryWithId(id, context) ?? repositoryNamed(name, context);
  if (known.name !== name) UpdateRepositoryName({ oldName: known.name, newName: name }, context);
  if (known.description !== description)
    UpdateRepositoryDescription(
      { repositoryName: name, repositoryDescription: description },
      context,
    );
  const current = repositoryNamed(name, context);
  repositoriesOf(context).put(name, { ...current, tags });
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
