import type { Service } from '../../base/service';
import { jsonProtocol } from '../../protocol/json';
import { layerRoute } from './model/download';
import * as images from './operations/images';
import * as layers from './operations/layers';
import { PutImage } from './operations/put-image';
import {
  CreateRepository,
  DeleteRepository,
  DescribeRepositories,
} from './operations/repositories';
import {
  DeleteLifecyclePolicy,
  DeleteRepositoryPolicy,
  GetLifecyclePolicy,
  GetRepositoryPolicy,
  ListTagsForResource,
  PutImageTagMutability,
  PutLifecyclePolicy,
  SetRepositoryPolicy,
  TagResource,
  UntagResource,
} from './operations/settings';
import { GetAuthorizationToken } from './operations/token';
import * as uploads from './operations/uploads';
import { repositoryType } from './resources';

/** A part of a layer has up to 20 MiB, and travels as base64. */
const maxContentBytes = 32 * 1024 * 1024;

/** Images by ECR's own API; Docker's protocol is not spoken. */
export const ecr: Service = {
  name: 'ecr',
  protocol: jsonProtocol('AmazonEC2ContainerRegistry_V20150921', maxContentBytes),
  operations: {
    CreateRepository,
    DescribeRepositories,
    DeleteRepository,
    PutImageTagMutability,
    SetRepositoryPolicy,
    GetRepositoryPolicy,
    DeleteRepositoryPolicy,
    PutLifecyclePolicy,
    GetLifecyclePolicy,
    DeleteLifecyclePolicy,
    TagResource,
    UntagResource,
    ListTagsForResource,
    GetAuthorizationToken,
    ...uploads,
    ...layers,
    PutImage,
    ...images,
  },
  resources: { 'AWS::ECR::Repository': repositoryType },
  routes: [layerRoute],
};
