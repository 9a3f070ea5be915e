import path from 'node:path';
import type { Context } from '../../../base/context';
import { pathSegmentOf, type Records } from '../../../base/store';

export const mutabilities = [
  'MUTABLE',
  'IMMUTABLE',
  'MUTABLE_WITH_EXCLUSION',
  'IMMUTABLE_WITH_EXCLUSION',
] as const;
export type Mutability = (typeof mutabilities)[number];

/** Tags that are excepted from what holds for the others; `*` in a filter stands for any characters. */
export interface ExclusionFilter {
  readonly filterType: string;
  readonly filter: string;
}

export interface StoredRepository {
  readonly name: string;
  readonly createdAt: string;
  readonly mutability: Mutability;
  readonly exclusions: readonly ExclusionFilter[];
  readonly scanOnPush: boolean;
  readonly encryption: { readonly encryptionType: string; readonly kmsKey?: string | undefined };
  /** JSON, as it was put. */
  readonly policy?: string;
  readonly lifecyclePolicy?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface StoredImage {
  readonly digest: string;
  readonly mediaType: string;
  readonly artifactMediaType?: string | undefined;
  readonly manifest: string;
  readonly tags: readonly string[];
  readonly pushedAt: string;
  /** Bytes of everything it is made of. */
  readonly size: number;
  /** Digests of the layers, the configuration among them. */
  readonly layers: readonly string[];
  /** Digests of the images that an index puts together. */
  readonly images: readonly string[];
}

export interface StoredLayer {
  readonly digest: string;
  readonly size: number;
}

/** A layer that is being uploaded. */
export interface StoredUpload {
  readonly id: string;
  /** Bytes received so far, without a gap. */
  readonly received: number;
  /** Bytes of the smallest part before the last. */
  readonly smallest?: number;
  readonly last?: number;
}

/** A repository, and the context of the account and region that it is in. */
export interface Opened {
  readonly repository: StoredRepository;
  readonly home: Context;
}

export const repositoriesOf = (home: Context): Records<StoredRepository> =>
  home.records('ecr/repositories');

export const imagesOf = ({ repository, home }: Opened): Records<StoredImage> =>
  home.records(`ecr/images/${pathSegmentOf(repository.name)}`);

export const layersOf = ({ repository, home }: Opened): Records<StoredLayer> =>
  home.records(`ecr/layers/${pathSegmentOf(repository.name)}`);

export const uploadsOf = ({ repository, home }: Opened): Records<StoredUpload> =>
  home.records(`ecr/uploads/${pathSegmentOf(repository.name)}`);

/** Where the bytes of a repository's layers are. */
export function dataFolder({ repository, home }: Opened): string {
  return path.join(home.directory, 'ecr', 'data', pathSegmentOf(repository.name));
}

export function layerFile(opened: Opened, digest: string): string {
  return path.join(dataFolder(opened), digest.replace(':', '-'));
}

export function uploadFile(opened: Opened, uploadId: string): string {
  return path.join(dataFolder(opened), `upload-${uploadId}`);
}

export function arnOf(name: string, { region, account }: Context): string {
  return `arn:aws:ecr:${region}:${account}:repository/${name}`;
}

export function uriOf(name: string, { region, account }: Context): string {
  return `${account}.dkr.ecr.${region}.amazonaws.com/${name}`;
}

/** Digests that ECR understands. */
export const digestPattern = /^sha256:[0-9a-f]{64}$/;
