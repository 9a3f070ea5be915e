import type { Promotion } from '../../lib/deploy/promote';
import { shortCommit } from '../../lib/release/wording';
import { renderDeployed } from './deployed';
import { printable } from './text';

/** A line for each environment with nothing new or not followed; what was followed has been told. */
export function renderPromotions(promotions: readonly Promotion[]): string {
  return promotions.map(renderPromotion).filter(Boolean).join('\n');
}

function renderPromotion(promotion: Promotion): string {
  const { environment, upstream, commit, subject, difference, deployed } = promotion;
  if (deployed) return renderDeployed(deployed);
  const what = `${shortCommit(commit)} "${printable(subject)}"`;
  const more = difference?.takes.length ?? 0;
  const ahead = more === 0 ? '' : `, and ${more} commit${more === 1 ? '' : 's'} more`;
  return `${environment}: nothing new; it has ${what}, which ${upstream} runs${ahead}`;
}
