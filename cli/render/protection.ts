import { describeUnprotected } from '../../lib/release/protection';
import type { ProtectionEvent } from '../../lib/setup/protection/parameter';
import type { Colors } from '../terminal/output';

/** In which of their inputs deploys run from now on, or why not in the safer one yet. */
export function renderProtection(event: ProtectionEvent, colors: Colors): string[] {
  if (event.kind === 'deployFrom') return deployFromLines(event, colors);
  return [colors.yellow(describeUnprotected(event))];
}

function deployFromLines(
  { to, lost }: Extract<ProtectionEvent, { kind: 'deployFrom' }>,
  colors: Colors,
): string[] {
  const what =
    to === 'source'
      ? 'deploys run in the pushed commit from now on, which no build can have changed'
      : 'deploys run in what their builds made from now on, which another build may exchange';
  const ends = 'gitenv retry and RollbackStage of earlier releases end with this change';
  const commits = lost.map((commit) => commit.slice(0, 8)).join(', ');
  const gone = lost.length > 0 ? [`these commits cannot be released any more: ${commits}`] : [];
  return [what, ends, ...gone].map((line) => colors.yellow(line));
}
