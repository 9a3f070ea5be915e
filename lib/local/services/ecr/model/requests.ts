import type { ExclusionFilter, Mutability } from './records';

/**
 * What ECR is asked, by the names of its API. Written by hand, as are the shapes in `written/ecr.json` that requests are
 * read by: there is no SDK client of it here to take them from.
 */
export interface RepositoryRequest {
  /** Another account, whose repository lets the caller in; the caller's own unless told. */
  readonly registryId?: string;
  readonly repositoryName: string;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface CreateRepositoryRequest extends RepositoryRequest {
  readonly tags?: readonly Tag[];
  readonly imageTagMutability?: Mutability;
  readonly imageTagMutabilityExclusionFilters?: readonly ExclusionFilter[];
  readonly imageScanningConfiguration?: { readonly scanOnPush?: boolean };
  readonly encryptionConfiguration?: { readonly encryptionType: string; readonly kmsKey?: string };
}

export interface DeleteRepositoryRequest extends RepositoryRequest {
  readonly force?: boolean;
}

export interface PageRequest {
  readonly nextToken?: string;
  readonly maxResults?: number;
}

export interface DescribeRepositoriesRequest extends PageRequest {
  readonly registryId?: string;
  readonly repositoryNames?: readonly string[];
}

export interface PutImageTagMutabilityRequest extends RepositoryRequest {
  readonly imageTagMutability: Mutability;
  readonly imageTagMutabilityExclusionFilters?: readonly ExclusionFilter[];
}

export interface SetRepositoryPolicyRequest extends RepositoryRequest {
  readonly policyText: string;
}

export interface PutLifecyclePolicyRequest extends RepositoryRequest {
  readonly lifecyclePolicyText: string;
}

export interface ResourceRequest {
  readonly resourceArn: string;
}

export interface TagResourceRequest extends ResourceRequest {
  readonly tags: readonly Tag[];
}

export interface UntagResourceRequest extends ResourceRequest {
  readonly tagKeys: readonly string[];
}

export interface GetAuthorizationTokenRequest {
  readonly registryIds?: readonly string[];
}

export interface LayersRequest extends RepositoryRequest {
  readonly layerDigests: readonly string[];
}

export interface CompleteLayerUploadRequest extends LayersRequest {
  readonly uploadId: string;
}

export interface UploadLayerPartRequest extends RepositoryRequest {
  readonly uploadId: string;
  readonly partFirstByte: number;
  readonly partLastByte: number;
  readonly layerPartBlob: Uint8Array;
}

export interface GetDownloadUrlForLayerRequest extends RepositoryRequest {
  readonly layerDigest: string;
}

export interface ImageIdentifier {
  readonly imageDigest?: string | undefined;
  readonly imageTag?: string | undefined;
}

export interface PutImageRequest extends RepositoryRequest {
  readonly imageManifest: string;
  readonly imageManifestMediaType?: string;
  readonly imageTag?: string;
  readonly imageDigest?: string;
}

export interface ImagesRequest extends RepositoryRequest {
  readonly imageIds: readonly ImageIdentifier[];
}

export interface BatchGetImageRequest extends ImagesRequest {
  readonly acceptedMediaTypes?: readonly string[];
}

export interface ListImagesRequest extends RepositoryRequest, PageRequest {
  readonly filter?: { readonly tagStatus?: string };
}

export interface DescribeImagesRequest extends ListImagesRequest {
  readonly imageIds?: readonly ImageIdentifier[];
}
