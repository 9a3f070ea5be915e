import { type GuardPlace, signerOf } from './place';

/** Adds to the records what has ended and is not recorded yet. */
export async function record(place: GuardPlace): Promise<void> {
  await signerOf(place);
}
