import { listObjects } from '../../lib/aws/objects/list-objects';
import { readObject } from '../../lib/aws/objects/object-store';
import { parsedObject, textOrNone } from '../../lib/fields';
import type { Withdrawal } from '../../lib/guard/facts';
import { objectKeys } from '../../lib/object-keys';
import type { GuardPlace } from './place';

/** That a commit is withdrawn here, if somebody has said so. */
export async function withdrawalsOf(place: GuardPlace, commit: string): Promise<Withdrawal[]> {
  const listed = await listObjects(place.bucket, objectKeys.saidOf('withdraw', commit));
  const [first] = listed;
  if (!first) return [];
  const text = String((await readObject(place.bucket, first.key)) ?? '');
  const { by, at, reason } = parsedObject(text) ?? {};
  return [
    {
      commit,
      by: textOrNone(by) ?? 'somebody',
      at: new Date(textOrNone(at) ?? first.modifiedAt),
      reason: textOrNone(reason) ?? '',
    },
  ];
}
