import { bucketOf, callBucket } from '../../aws/pipeline/bucket';
import { askRepair } from '../../bundle/repair';
import { GitenvError } from '../../errors';
import { keepReason } from '../../target/reasons';
import { Releases } from '../../target/releases';
import { orWhyNot } from '../../target/why-not';
import type { Found, Move } from './move';

/** What the history says of it if nobody gives another reason. */
const text = 'puts back what was changed by hand';

/** Nothing else tells such a release from any other of the same commit. Whoever may not push may repair all the same. */
export async function tellRepair(
  { open, commit, place, override }: Move,
  { reason }: Found,
): Promise<Found | undefined> {
  if (reason) return undefined;
  const [latest] = await new Releases(open).latest(1);
  const given = {
    ...{ commit, environment: open.environment.name, guards: override.guards },
    ...{ text, after: latest?.id },
  };
  const kept = await orWhyNot(keepReason(given, open, place));
  return kept instanceof GitenvError ? undefined : { kept };
}

/** Has the release that is started next put back what was changed by hand. */
export async function askForRepair({ open, commit }: Move): Promise<undefined> {
  const { account, pipeline } = open;
  const [latest] = await new Releases(open).latest(1);
  if (!latest) return undefined;
  const bucket = await bucketOf(account, pipeline);
  await callBucket(account, bucket, () => askRepair(bucket, commit, latest.id));
  return undefined;
}
