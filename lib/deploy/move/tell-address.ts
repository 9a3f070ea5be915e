import { clauseOf } from '../../errors';
import { applicationAddress } from '../../inspect/application/address';
import { starterIn } from '../../look/programs';
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

/** After a release that succeeded because there is nothing in it yet that deploys. */
export async function tellStarter(
  { open, commit, place }: Pick<Move, 'open' | 'commit' | 'place'>,
  { release }: Pick<Found, 'release'>,
  progress: Progress,
): Promise<undefined> {
  if (release?.status !== 'Succeeded') return undefined;
  const file = await orWhyNot(starterIn(commit, place));
  if (typeof file !== 'string') return undefined;
  const { name } = open.environment;
  progress.say(`${name}: nothing is deployed yet, as ${file} says: fill it in`);
}
