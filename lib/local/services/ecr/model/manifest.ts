import { createHash } from 'node:crypto';
import { type Fields, fieldsOf } from '../../../values/fields';
import { invalid } from './errors';
import { digestPattern } from './records';

/** What a manifest says of the image. */
export interface Manifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly artifactMediaType?: string | undefined;
  /** Layers and configuration, which have to be in the repository first. */
  readonly layers: readonly string[];
  /** Of an index: the images it puts together. */
  readonly images: readonly string[];
}

const images = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
const indexes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/**
 * Reads a manifest: version 2 of Docker's, or OCI's.
 * @param given the media type that the request tells
 * @throws InvalidParameterException
 */
export function readManifest(text: string, given: string | undefined): Manifest {
  const document = parse(text);
  const mediaType = given ?? document.mediaType;
  if (typeof mediaType !== 'string' || ![...images, ...indexes].includes(mediaType))
    throw invalid('ImageManifest', `Unsupported or missing media type ${mediaType ?? ''}`);
  if (document.mediaType !== undefined && document.mediaType !== mediaType)
    throw invalid('ImageManifestMediaType', "must be the manifest's own media type");
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  if (indexes.includes(mediaType))
    return { digest, mediaType, layers: [], images: digestsOf(document.manifests, 'manifests') };
  const { config } = document;
  const { mediaType: kind } = fieldsOf(config);
  return {
    digest,
    mediaType,
    ...(typeof kind === 'string' && { artifactMediaType: kind }),
    layers: [...digestsOf([config], 'config'), ...digestsOf(document.layers, 'layers')],
    images: [],
  };
}

function parse(text: string): Fields {
  try {
    const document: unknown = JSON.parse(text);
    if (document !== null && typeof document === 'object') return fieldsOf(document);
  } catch {
    // Answered below.
  }
  throw invalid('ImageManifest', 'Invalid JSON syntax');
}

function digestsOf(descriptors: unknown, member: string): readonly string[] {
  if (!Array.isArray(descriptors)) throw invalid('ImageManifest', `${member} is missing`);
  // A layer that may not be pushed has urls, where it is to be had.
  const own = descriptors.map(fieldsOf).filter(({ urls }) => urls === undefined);
  return own.map(({ digest }) => {
    if (typeof digest === 'string' && digestPattern.test(digest)) return digest;
    throw invalid('ImageManifest', `${member} has an invalid digest`);
  });
}
