import type {
  CreateInvalidationRequest,
  GetDistributionConfigRequest,
  GetDistributionRequest,
  GetInvalidationRequest,
  Invalidation,
  ListInvalidationsRequest,
} from '@aws-sdk/client-cloudfront';
import type { Context } from '../../base/context';
import { pageOf, pageSize, plain } from '../../base/page';
import { ServiceError } from '../../base/service-error';
import { inconsistentQuantities, invalidArgument, noSuchInvalidation } from './model/errors';
import {
  distributionArn,
  distributionNamed,
  invalidations,
  newId,
  type StoredInvalidation,
} from './model/records';
import { configOf } from './model/wire';

export function GetDistribution({ Id }: GetDistributionRequest, context: Context) {
  const stored = distributionNamed(Id, context);
  return {
    ETag: stored.etag,
    Distribution: {
      Id: stored.id,
      ARN: distributionArn(stored),
      Status: 'Deployed',
      LastModifiedTime: new Date(stored.modifiedAt),
      InProgressInvalidationBatches: 0,
      DomainName: stored.domain,
      DistributionConfig: configOf(stored),
    },
  };
}

export function GetDistributionConfig({ Id }: GetDistributionConfigRequest, context: Context) {
  const stored = distributionNamed(Id, context);
  return { ETag: stored.etag, DistributionConfig: configOf(stored) };
}

/** The same batch under the same reference again is the same invalidation. Nothing is cached here, so it is done at once. */
export function CreateInvalidation(input: CreateInvalidationRequest, context: Context) {
  const { id } = distributionNamed(input.DistributionId, context);
  const { reference, paths } = batchOf(input);
  const known = ofDistribution(id, context).find((one) => one.reference === reference);
  if (known && known.paths.join('\n') !== paths.join('\n'))
    throw new ServiceError(
      'InvalidationBatchAlreadyExists',
      'Your request contains a caller reference that was used for a previous invalidation batch for the same distribution.',
    );
  const one = known ?? {
    ...{ id: newId('I'), distribution: id, reference, paths },
    createdAt: context.now().toISOString(),
  };
  if (!known) invalidations(context).put(one.id, one);
  return {
    Location: `https://cloudfront.amazonaws.com/2020-05-31/distribution/${id}/invalidation/${one.id}`,
    Invalidation: { ...described(one), Status: 'InProgress' },
  };
}

export function GetInvalidation({ DistributionId, Id }: GetInvalidationRequest, context: Context) {
  const { id } = distributionNamed(DistributionId, context);
  const known = ofDistribution(id, context).find((one) => one.id === Id);
  if (!known) throw noSuchInvalidation();
  return { Invalidation: described(known) };
}

export function ListInvalidations(input: ListInvalidationsRequest, context: Context) {
  const { id } = distributionNamed(input.DistributionId, context);
  const newest = ofDistribution(id, context).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  const invalid = () => invalidArgument('The parameter MaxItems or Marker is invalid.');
  const size = pageSize(input.MaxItems, { usual: 100, most: 100 }, invalid);
  const { items, next } = pageOf(newest, input.Marker, size, { coding: plain, invalid });
  return {
    InvalidationList: {
      Marker: input.Marker ?? '',
      ...(next !== undefined && { NextMarker: next }),
      MaxItems: size,
      IsTruncated: next !== undefined,
      Quantity: items.length,
      Items: items.map((one) => {
        const { Id, CreateTime, Status } = described(one);
        return { Id, CreateTime, Status };
      }),
    },
  };
}

function ofDistribution(id: string, context: Context): StoredInvalidation[] {
  return invalidations(context)
    .list()
    .filter(({ distribution }) => distribution === id);
}

function batchOf({ InvalidationBatch: batch }: CreateInvalidationRequest) {
  const { Quantity, Items: paths = [] } = batch?.Paths ?? {};
  const reference = batch?.CallerReference;
  if (!reference) throw invalidArgument('The request must contain a caller reference.');
  if (Quantity !== paths.length) throw inconsistentQuantities();
  const wrong = paths.find((path) => !/^\/[!-~]*$/.test(path));
  if (paths.length === 0 || wrong !== undefined)
    throw invalidArgument('Your request contains one or more invalid invalidation paths.');
  return { reference, paths };
}

function described({ id, createdAt, reference, paths }: StoredInvalidation): Invalidation {
  return {
    Id: id,
    Status: 'Completed',
    CreateTime: new Date(createdAt),
    InvalidationBatch: {
      CallerReference: reference,
      Paths: { Quantity: paths.length, Items: [...paths] },
    },
  };
}
