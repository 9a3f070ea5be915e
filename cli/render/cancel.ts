import type { CancelledRelease, PlannedCancel } from '../../lib/deploy/cancel';
import { describePlace } from '../../lib/release/state/cancel-choice';
import { titleOf } from '../../lib/release/wording';
import { printable } from './text';

/** What is asked before a release is stopped, and what is said of the others. */
export function renderCancelling(
  environment: string,
  { chosen, others }: PlannedCancel,
): { readonly question: string; readonly others: readonly string[] } {
  const title = printable(titleOf(chosen.release));
  return {
    question: `Stop ${title} in ${environment}, which is ${describePlace(chosen)}?`,
    others: others.map(
      (one) =>
        `${environment}: ${printable(titleOf(one.release))} is ${describePlace(one)} and goes on.`,
    ),
  };
}

export function renderCancelled(
  environment: string,
  { release, builds, isPartial }: CancelledRelease,
): string {
  const also = builds.length === 0 ? '' : `, and ${builds.join(', ')} with it`;
  const partly = isPartial ? ` ${environment} may have been changed in part.` : '';
  return `${environment}: ${printable(titleOf(release))} is stopped${also}.${partly}`;
}
