import { createHash } from 'node:crypto';

/** One file of a bundle, or a symbolic link in it. */
export interface BundledFile {
  /** Relative to the bundle's root, with `/`. Any name that git can have, which may hold a newline. */
  readonly path: string;
  /** What a link leads to is its content. */
  readonly kind: 'file' | 'link';
  /** Only whether it may be executed is kept of a file's mode, as in git. */
  readonly executable: boolean;
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

/**
 * What is known of a bundle; stored beside it once it is complete. What the digest is over is vouched for by whoever
 * vouches for the digest. The rest is what the build says of itself.
 */
export interface Manifest {
  /** Version 1, of a program before contract version 3, has no components in its digest. */
  readonly version: 1 | 2;
  /** For which it was built first; several commits may have the same bundle. */
  readonly commit: string;
  /** Of the commit; missing where the build could not ask for it. */
  readonly tree?: string;
  /** `sha256:` and the digest over paths, modes, contents, images and components, whatever archive carries them. */
  readonly digest: string;
  readonly files: readonly BundledFile[];
  readonly archive: { readonly sha256: string; readonly bytes: number };
  /** What each component was made from, by name: a digest over its inputs. Empty where there are no components. */
  readonly components?: Readonly<Record<string, string>>;
  /** Container images by name, with the digest that the registry knows them by. */
  readonly images?: readonly BundledImage[];
  readonly builder: { readonly image: string; readonly node: string };
  /** Where it was built. */
  readonly environment: string;
  readonly execution: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** An image that belongs to a bundle and lies in the environment's registry. */
export interface BundledImage {
  /** Of the ECR repository. */
  readonly repository: string;
  readonly tag: string;
  /** `sha256:` and 64 hex digits; `notBuilt` in a manifest that is handed to a plan, and stored nowhere. */
  readonly digest: string;
}

/** In place of an image's digest, and of its tag in addresses: a plan pushes no image. */
export const notBuilt = 'image-not-built-yet';

/**
 * The digest of a whole bundle. Two bundles have the same exactly where they would deploy the same.
 * @param components what each was made from, by name; a manifest of version 1 leaves them out
 */
export function digestOf(
  files: readonly BundledFile[],
  images: readonly BundledImage[] = [],
  components: Readonly<Record<string, string>> = {},
): string {
  const hash = createHash('sha256');
  for (const { path, kind, executable, sha256 } of inOrder(files)) {
    const mode = kind === 'link' ? 'link' : executable ? 'executable' : 'file';
    hash.update(`${mode} ${sha256} ${path}\0`);
  }
  for (const { repository, digest } of images) hash.update(`image ${digest} ${repository}\0`);
  for (const [name, inputs] of Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`component ${inputs} ${name}\0`);
  return `sha256:${hash.digest('hex')}`;
}

/** The digest that these files make beside what else a manifest says. @param files the manifest's own unless it is said */
export function digestWith(
  {
    version,
    images,
    components,
    files,
  }: Pick<Manifest, 'version' | 'images' | 'components' | 'files'>,
  found: readonly BundledFile[] = files,
): string {
  return digestOf(found, images, version === 1 ? undefined : components);
}

/** 64 hex digits. */
export function sha256Of(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The one order of a bundle's files, which does not depend on a machine's language. */
export function inOrder(files: readonly BundledFile[]): BundledFile[] {
  return [...files].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

/** As much of a digest as a person compares. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 8);
}

/**
 * Reads a manifest as it was stored.
 * @returns undefined where it is none of these versions, or its digest is not the one of its files
 */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(text) as Manifest;
    const { version, files, digest, archive } = manifest;
    if ((version !== 1 && version !== 2) || digestWith(manifest) !== digest) return undefined;
    if (!files.every(({ path }) => staysInside(path))) return undefined;
    return /^[0-9a-f]{64}$/.test(archive.sha256) ? manifest : undefined;
  } catch {
    return undefined;
  }
}

function staysInside(path: string): boolean {
  return !path.includes('\0') && path.split('/').every((part) => !['', '.', '..'].includes(part));
}
