import { listReferences, moveReferences, noCommit } from '../../lib/aws/codecommit/references';
import { listObjects } from '../../lib/aws/objects/list-objects';
import { readObject } from '../../lib/aws/objects/object-store';
import type { Withdrawal } from '../../lib/guard/facts';
import { parseSaid } from '../../lib/guard/said';
import { parseSaying } from '../../lib/guard/tags';
import { guardVariables } from '../../lib/guard-names';
import { objectKeys } from '../../lib/object-keys';
import { nameOfCaller } from '../../lib/release/caller';
import type { GuardPlace } from './place';
import { cloneUrlOf, storeOnce } from './store';

/**
 * Keeps what somebody said of a commit or a release, with who that was by CodeCommit's word, and takes the tag away. EventBridge lets no
 * tag pass that is more than a name; here it is looked at once more.
 */
export async function keepSaid(place: GuardPlace): Promise<void> {
  const tag = place.env[guardVariables.said] ?? '';
  const by = place.env[guardVariables.saidBy] ?? '';
  const saying = parseSaying(tag);
  if (saying && /^arn:[\w+=,.@:/-]{1,300}$/.test(by)) {
    const at = new Date();
    const name = at.toISOString().replace(/\D/g, '');
    const text = JSON.stringify({ ...saying, by, at: at.toISOString() });
    await storeOnce(place, objectKeys.said(saying.verb, saying.about, name), `${text}\n`);
    place.say(`${nameOfCaller(by)}: ${saying.verb} ${saying.about}: ${saying.reason}`);
  } else place.say('The tag says nothing that can be kept.');
  const url = await cloneUrlOf(place);
  const from = (await listReferences(place, url)).get(tag);
  if (from !== undefined) await moveReferences(place, url, [{ ref: tag, from, to: noCommit }]);
}

/** That a commit is withdrawn here, if somebody has said so. */
export async function withdrawalsOf(place: GuardPlace, commit: string): Promise<Withdrawal[]> {
  const listed = await listObjects(place.bucket, objectKeys.saidOf('withdraw', commit));
  const [first] = listed;
  if (!first) return [];
  const text = String((await readObject(place.bucket, first.key)) ?? '');
  const said = parseSaid(text);
  return said ? [{ ...said, commit }] : [];
}
