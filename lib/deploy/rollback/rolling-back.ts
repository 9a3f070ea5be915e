import { getRelease } from '../../aws/pipeline/pipeline';
import { GitenvError } from '../../errors';
import { nameOfCaller } from '../../release/caller';
import { momentOf } from '../../release/moment';
import { isOver, type Release } from '../../release/release';
import { describePlace } from '../../release/state/cancel-choice';
import { titleOf } from '../../release/wording';
import type { SeenEnvironment } from '../../target/evidence';
import type { OpenEnvironment } from '../../target/open-environment';

/** That somebody is going back, or has just gone: who, to where, and how far it came. */
export async function rollingBack(
  { account, pipeline, environment: { name } }: OpenEnvironment,
  { state }: SeenEnvironment,
  release: Release,
): Promise<GitenvError> {
  const { pushedBy } = await getRelease(account, pipeline, release.id);
  const who = pushedBy === undefined ? 'Somebody' : nameOfCaller(pushedBy);
  const beyond = `gitenv rollback ${name} --further`;
  if (isOver(release.status)) {
    const when = momentOf(release.updatedAt);
    return new GitenvError(
      'ROLLING_BACK',
      `${who} has just rolled ${name} back to ${titleOf(release)} (${when})`,
      { changed: 'nothing', advice: 'To go further back, add --further.', hint: beyond },
    );
  }
  const there = state.onItsWay.find((one) => one.release.id === release.id);
  const isFirst = state.onItsWay.at(-1)?.release.id === release.id;
  const waits = there?.waitsFor !== undefined || !isFirst;
  const past = waits ? [`gitenv rollback ${name} --now --reason '…'`] : [];
  const ending = waits ? ', add --now to end what it waits for' : '';
  return new GitenvError(
    'ROLLING_BACK',
    `${who} is rolling ${name} back to ${titleOf(release)} already${there ? `, which is ${describePlace(there)}` : ''}`,
    {
      changed: 'nothing',
      advice: `Watch it${ending}, or add --further to go further back.`,
      hint: [`gitenv watch ${name}`, ...past, beyond].join('\n'),
    },
  );
}
