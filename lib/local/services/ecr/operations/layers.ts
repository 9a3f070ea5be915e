import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { openRepository } from '../model/access';
import { downloadUrl } from '../model/download';
import { invalid, layersNotFound } from '../model/errors';
import { digestPattern, imagesOf, layersOf } from '../model/records';
import type { GetDownloadUrlForLayerRequest, LayersRequest } from '../model/requests';

export function BatchCheckLayerAvailability(input: LayersRequest, context: Context) {
  const opened = openRepository('ecr:BatchCheckLayerAvailability', input, context);
  const { layerDigests } = input;
  if (layerDigests.length < 1 || layerDigests.length > 100)
    throw invalid('layerDigests', 'must have 1 to 100 digests');
  const valid = layerDigests.filter((digest) => digestPattern.test(digest));
  return {
    layers: valid.map((layerDigest) => {
      const layer = layersOf(opened).get(layerDigest);
      return {
        layerDigest,
        layerAvailability: layer ? 'AVAILABLE' : 'UNAVAILABLE',
        ...(layer && { layerSize: layer.size }),
      };
    }),
    failures: layerDigests
      .filter((digest) => !valid.includes(digest))
      .map((layerDigest) => ({
        layerDigest,
        failureCode: layerDigest === '' ? 'MissingLayerDigest' : 'InvalidLayerDigest',
        failureReason: 'Invalid layer digest.',
      })),
  };
}

export function GetDownloadUrlForLayer(input: GetDownloadUrlForLayerRequest, context: Context) {
  const opened = openRepository('ecr:GetDownloadUrlForLayer', input, context);
  const { layerDigest } = input;
  const { repository, home } = opened;
  if (!layersOf(opened).get(layerDigest))
    throw layersNotFound([layerDigest], repository.name, home);
  const isUsed = imagesOf(opened)
    .list()
    .some(({ layers }) => layers.includes(layerDigest));
  if (!isUsed)
    throw new ServiceError(
      'LayerInaccessibleException',
      `Layer with digest '${layerDigest}' is not available because it is not associated with an image. Unassociated image layers may be cleaned up at any time.`,
    );
  return { downloadUrl: downloadUrl(opened, layerDigest), layerDigest };
}
