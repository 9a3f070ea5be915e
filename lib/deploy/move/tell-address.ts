import { clauseOf } from '../../errors';
import { applicationAddress } from '../../inspect/application/address';
import type { Progress } from '../../release/following/progress';
import { orWhyNot } from '../../target/why-not';
import type { Found, Move } from './move';

/** After a release that succeeded: where to look at what it has deployed, if `gitenv.json` says it. */
export async function tellAddress(
  { open }: Pick<Move, 'open'>,
  { release }: Pick<Found, 'release'>,
  progress: Progress,
): Promise<undefined> {
  const { name, address } = open.environment;
  if (address === undefined || release?.status !== 'Succeeded') return undefined;
  const found = await orWhyNot(applicationAddress(open));
  progress.say(`${name}: ${typeof found === 'string' ? `is at ${found}` : clauseOf(found)}`);
}
