import type { Operation, Service } from '../call/operation';

/** The image registry, of which gitenv uses little enough to say here what its answers are. */
export const ecr: Service = {
  name: 'ecr',
  host: 'api.ecr',
  protocol: { json: 'AmazonEC2ContainerRegistry_V20150921' },
  times: ['imagePushedAt'],
};

interface InRepository {
  readonly repositoryName: string;
}

interface Upload extends InRepository {
  readonly uploadId: string | undefined;
}

/** Undefined if the repository is there. */
export const CreateImageRepository: Operation<
  InRepository & {
    readonly imageTagMutability: 'IMMUTABLE';
    readonly imageScanningConfiguration: { readonly scanOnPush: boolean };
  },
  object | undefined
> = {
  service: ecr,
  name: 'CreateRepository',
  light: true,
  nothing: ['RepositoryAlreadyExistsException'],
};

export const GetAuthorizationToken: Operation<
  object,
  {
    readonly authorizationData?: readonly {
      readonly authorizationToken?: string;
      readonly proxyEndpoint?: string;
    }[];
  }
> = { service: ecr, name: 'GetAuthorizationToken', light: true };

/** Undefined if there is no such repository. */
export const BatchGetImage: Operation<
  InRepository & {
    readonly imageIds: readonly { readonly imageTag?: string; readonly imageDigest?: string }[];
    readonly acceptedMediaTypes: readonly string[];
  },
  | {
      readonly images?: readonly {
        readonly imageId?: { readonly imageDigest?: string };
        readonly imageManifest?: string;
        readonly imageManifestMediaType?: string;
      }[];
    }
  | undefined
> = {
  service: ecr,
  name: 'BatchGetImage',
  light: true,
  nothing: ['RepositoryNotFoundException'],
};

/** Undefined if there is no such repository. */
export const DescribeImages: Operation<
  InRepository & { readonly maxResults: number; readonly nextToken?: string | undefined },
  | {
      readonly imageDetails?: readonly {
        readonly imageDigest?: string;
        readonly imageTags?: readonly string[];
        readonly imageSizeInBytes?: number;
        readonly imagePushedAt?: Date;
        readonly imageManifestMediaType?: string;
      }[];
      readonly nextToken?: string;
    }
  | undefined
> = {
  service: ecr,
  name: 'DescribeImages',
  light: true,
  nothing: ['RepositoryNotFoundException'],
};

/** Undefined if there is no such repository. */
export const BatchDeleteImage: Operation<
  InRepository & { readonly imageIds: readonly { readonly imageDigest: string }[] },
  | {
      readonly failures?: readonly {
        readonly failureCode?: string;
        readonly failureReason?: string;
      }[];
    }
  | undefined
> = {
  service: ecr,
  name: 'BatchDeleteImage',
  light: true,
  nothing: ['RepositoryNotFoundException'],
};

/** Undefined if the image is there. */
export const PutImage: Operation<
  InRepository & {
    readonly imageManifest: string;
    readonly imageManifestMediaType: string;
    readonly imageDigest: string;
    readonly imageTag?: string;
  },
  object | undefined
> = { service: ecr, name: 'PutImage', light: true, nothing: ['ImageAlreadyExistsException'] };

export const BatchCheckLayerAvailability: Operation<
  InRepository & { readonly layerDigests: readonly string[] },
  {
    readonly layers?: readonly {
      readonly layerDigest?: string;
      readonly layerAvailability?: string;
    }[];
  }
> = { service: ecr, name: 'BatchCheckLayerAvailability', light: true };

export const GetDownloadUrlForLayer: Operation<
  InRepository & { readonly layerDigest: string },
  { readonly downloadUrl?: string }
> = { service: ecr, name: 'GetDownloadUrlForLayer', light: true };

export const InitiateLayerUpload: Operation<
  InRepository,
  { readonly uploadId?: string; readonly partSize?: number }
> = { service: ecr, name: 'InitiateLayerUpload', light: true };

export const UploadLayerPart: Operation<
  Upload & {
    readonly partFirstByte: number;
    readonly partLastByte: number;
    /** In base64. */
    readonly layerPartBlob: string;
  },
  object
> = { service: ecr, name: 'UploadLayerPart', light: true };

/** Undefined if the layer is there: another copy, or a push, was faster. */
export const CompleteLayerUpload: Operation<
  Upload & { readonly layerDigests: readonly string[] },
  object | undefined
> = {
  service: ecr,
  name: 'CompleteLayerUpload',
  light: true,
  nothing: ['LayerAlreadyExistsException'],
};
