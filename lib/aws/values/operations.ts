import type {
  CreateSecretRequest,
  CreateSecretResponse,
  DeleteSecretRequest,
  DeleteSecretResponse,
  DescribeSecretRequest,
  DescribeSecretResponse,
  PutSecretValueRequest,
  PutSecretValueResponse,
} from '@aws-sdk/client-secrets-manager';
import type {
  DeleteParameterRequest,
  DeleteParameterResult,
  DescribeParametersRequest,
  DescribeParametersResult,
  PutParameterRequest,
  PutParameterResult,
} from '@aws-sdk/client-ssm';
import type { Operation, Service } from '../call/operation';

const ssm: Service = {
  name: 'ssm',
  protocol: { json: 'AmazonSSM' },
  times: ['LastModifiedDate'],
};

const secretsManager: Service = {
  name: 'secretsmanager',
  protocol: { json: 'secretsmanager' },
  times: [
    'LastChangedDate',
    'LastAccessedDate',
    'LastRotatedDate',
    'DeletedDate',
    'DeletionDate',
    'CreatedDate',
    'NextRotationDate',
  ],
};

export const DescribeParameters: Operation<DescribeParametersRequest, DescribeParametersResult> = {
  service: ssm,
  name: 'DescribeParameters',
  light: true,
};

export const PutParameter: Operation<PutParameterRequest, PutParameterResult> = {
  service: ssm,
  name: 'PutParameter',
  light: true,
};

/** Undefined if there is no such secret. */
export const DescribeSecret: Operation<DescribeSecretRequest, DescribeSecretResponse | undefined> =
  {
    service: secretsManager,
    name: 'DescribeSecret',
    light: true,
    nothing: ['ResourceNotFoundException'],
  };

export const CreateSecret: Operation<CreateSecretRequest, CreateSecretResponse> = {
  service: secretsManager,
  name: 'CreateSecret',
  light: true,
};

export const PutSecretValue: Operation<PutSecretValueRequest, PutSecretValueResponse> = {
  service: secretsManager,
  name: 'PutSecretValue',
  light: true,
};

export const DeleteParameter: Operation<DeleteParameterRequest, DeleteParameterResult> = {
  service: ssm,
  name: 'DeleteParameter',
  light: true,
};

export const DeleteSecret: Operation<DeleteSecretRequest, DeleteSecretResponse> = {
  service: secretsManager,
  name: 'DeleteSecret',
  light: true,
};
