import type { KeptSaying } from '../../lib/guard/said';
import { nameOfCaller } from '../../lib/release/caller';
import { shortCommit } from '../../lib/release/wording';
import { printable } from './text';

/** What was kept, in a sentence. */
export function renderSaid(environment: string, said: KeptSaying): string {
  const { verb, about, by, reason } = said;
  const who = nameOfCaller(by);
  if (verb === 'withdraw')
    return `${shortCommit(about)} is withdrawn in ${environment} by ${who}: ${printable(reason)}`;
  const done = verb === 'mark' ? 'is marked' : 'is reviewed';
  return `The release ${about} of ${environment} ${done} by ${who}: ${printable(reason)}`;
}
