import type { Journal } from '../model/records';

const underWay: { journal: Journal; ended: Promise<unknown> }[] = [];

/**
 * Runs one push, and hands it a promise for its turn to tell of it: a push that builds on what an earlier one moved
 * is told of after that one, even where the operating system reports the end of the two the other way round.
 */
export async function inTurn<T>(
  journal: Journal,
  run: (turn: Promise<unknown>) => Promise<T>,
): Promise<T> {
  const before = underWay.filter((other) => precedes(other.journal, journal));
  const turn = Promise.allSettled(before.map(({ ended }) => ended));
  const ended = run(turn);
  const entry = { journal, ended };
  underWay.push(entry);
  try {
    return await ended;
  } finally {
    underWay.splice(underWay.indexOf(entry), 1);
  }
}

/** Only what began earlier is waited for, so two pushes never wait for each other. */
function precedes(earlier: Journal, later: Journal): boolean {
  return (
    earlier.repositoryId === later.repositoryId &&
    earlier.moves.some((a) => later.moves.some((b) => a.ref === b.ref && a.new === b.old))
  );
}
