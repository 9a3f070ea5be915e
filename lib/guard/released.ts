import { heldBy } from '../release/history/hold';
import type { GateFacts } from './facts';

/** Whether this environment itself has released the commit successfully. */
export function isReleased({ past, execution: { commit } }: GateFacts): boolean {
  return (
    commit !== undefined && past.some((it) => it.commit === commit && it.status === 'Succeeded')
  );
}

/** What was released here well, and neither rolled back nor withdrawn, is released again without upstream, for ever. */
export function needsNoProof(facts: GateFacts): boolean {
  const { past, withdrawn, execution } = facts;
  const { commit } = execution;
  if (commit === undefined || !isReleased(facts)) return false;
  return heldBy(past, commit) === undefined && !withdrawn.some((it) => it.commit === commit);
}
