import type { Override } from '../../release/guards/override';
import { forgetIfRefused, type GivenReason, keepReason } from '../../target/reasons';
import { Releases } from '../../target/releases';
import type { Found, Move } from './move';

/** Keeps the reason as the last step before the commit is set going, so that no release that needs one is without it. */
export async function keepGivenReason(
  { open, place }: Move,
  { reason }: Found,
): Promise<Found | undefined> {
  return reason && { kept: await keepReason(reason, open, place) };
}

/** The reason that was given for what is released again. */
export async function giveReason(move: Move): Promise<Found | undefined> {
  if (move.override.reason === undefined) return undefined;
  const [latest] = await new Releases(move.open).latest(1);
  return { reason: reasonFor(move, latest?.id) };
}

/** @param after the newest release there was before; undefined where there was none */
export function reasonFor(
  { open, commit, override }: Pick<Move, 'open' | 'commit'> & { readonly override: Override },
  after: string | undefined,
): GivenReason | undefined {
  const { reason: text, guards } = override;
  if (text === undefined) return undefined;
  return { commit, environment: open.environment.name, guards, text, after };
}

/** Sets a release going, and takes the reason that was kept for it away again if AWS refuses. */
export async function orForget<T>({ kept }: Found, go: () => Promise<T>): Promise<T> {
  try {
    return await go();
  } catch (error) {
    await forgetIfRefused(kept, error);
    throw error;
  }
}
