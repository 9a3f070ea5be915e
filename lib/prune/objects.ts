import type { ListedObject } from '../aws/objects/list-objects';
import { objectKeys } from '../object-keys';
import { bundleOf, isArchive, isAsset, isTemplate, marksIn } from './keys';
import type { Needed } from './needed';

export const objectKinds = ['bundles', 'marks', 'templates', 'assets'] as const;
export type ObjectKind = (typeof objectKinds)[number];

/** Something of a bucket that nothing needs. */
export interface Unneeded {
  readonly kind: ObjectKind;
  /** In the order in which they are to be deleted. */
  readonly keys: readonly string[];
  readonly bytes: number;
}

/**
 * What of a bucket is not needed, and is not young. Whatever has a name that gitenv gives to nothing is left alone, and so
 * are notes and plans: a note tells of an execution, and a plan of what was approved.
 * @param below where bundles lie
 */
export function unneededObjects(
  objects: readonly ListedObject[],
  needed: Needed,
  below: string = objectKeys.bundles,
): Unneeded[] {
  const { unknown, since } = needed;
  if (unknown.all.length > 0) return [];
  const old = objects.filter(({ modifiedAt }) => modifiedAt < since);
  const marks = marksIn(old).filter(
    ({ commit, digest }) => !needed.commits.has(commit) && !needed.bundles.has(digest),
  );
  const loose = unknown.keys.length > 0 ? [] : old.filter(({ key }) => !needed.keys.has(key));
  return [
    ...unneededBundles(objects, needed, below),
    ...each('marks', marks),
    ...each(
      'templates',
      loose.filter(({ key }) => isTemplate(key)),
    ),
    ...each(
      'assets',
      loose.filter(({ key }) => isAsset(key)),
    ),
  ];
}

function each(kind: ObjectKind, found: readonly ListedObject[]): Unneeded[] {
  return found.map(({ key, bytes }) => ({ kind, keys: [key], bytes }));
}

/** A bundle of which a part is young is being stored, or was a moment ago. */
function unneededBundles(
  objects: readonly ListedObject[],
  { bundles, commits, since }: Needed,
  below: string,
): Unneeded[] {
  const folders = new Map<string, ListedObject[]>();
  for (const object of objects) {
    const folder = bundleOf(object.key, below);
    if (folder === undefined || bundles.has(folder) || commits.has(folder)) continue;
    folders.set(folder, [...(folders.get(folder) ?? []), object]);
  }
  return [...folders.values()]
    .filter((parts) => parts.every(({ modifiedAt }) => modifiedAt < since))
    .map((parts) => ({
      kind: 'bundles',
      // With its manifest gone, nobody takes what is left of it for a bundle.
      keys: parts.map(({ key }) => key).sort((a, b) => Number(isArchive(a)) - Number(isArchive(b))),
      bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    }));
}
