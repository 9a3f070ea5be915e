import type { ListedObject } from '../aws/objects/list-objects';
import { objectKeys } from '../object-keys';

const hex = '[0-9a-f]{64}';
const commit = '[0-9a-f]{40}';
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** A mark, which says which bundle a commit is to be released with. */
export interface Mark extends ListedObject {
  readonly commit: string;
  /** 64 hex digits. */
  readonly digest: string;
}

const markPattern = new RegExp(`^(${commit})/(${hex})$`);

export function marksIn(objects: readonly ListedObject[]): Mark[] {
  return objects.flatMap((object) => {
    const rest = restOf(object.key, objectKeys.promoted);
    const [, of, digest] = (rest !== undefined && markPattern.exec(rest)) || [];
    return of !== undefined && digest !== undefined ? [{ ...object, commit: of, digest }] : [];
  });
}

/** Below its digest, or below its commit, as a program before contract version 3 keeps it. */
const bundlePattern = new RegExp(`^(${hex}|${commit})/(?:manifest\\.json|${hex}\\.zip)$`);

/**
 * The digest or the commit that a bundle's object lies below.
 * @returns undefined for whatever is no part of a bundle, such as a note
 */
export function bundleOf(key: string, below: string): string | undefined {
  const rest = restOf(key, below);
  return rest === undefined ? undefined : bundlePattern.exec(rest)?.[1];
}

export function isArchive(key: string): boolean {
  return key.endsWith('.zip');
}

const templatePattern = new RegExp(`^${hex}$`);
/** What `sam package` leaves is stored again under its digest, so that nothing refers to it. */
const assetPattern = new RegExp(
  `^(?:${hex}[\\w.-]{0,40}|packaged/${uuid}/${uuid}/[\\w.-]{1,200})$`,
);

export function isTemplate(key: string): boolean {
  return templatePattern.test(restOf(key, objectKeys.templates) ?? '');
}

export function isAsset(key: string): boolean {
  return assetPattern.test(restOf(key, objectKeys.assets) ?? '');
}

function restOf(key: string, prefix: string): string | undefined {
  return key.startsWith(prefix) ? key.slice(prefix.length) : undefined;
}
