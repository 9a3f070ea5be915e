import type { Json } from '../../../values/json';

/** What AWS shows for a value that only exists once the change set has been executed. */
export const knownAfterApply = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** Whether a value is there before the change set is executed: no attribute of what is new, and no dynamic reference. */
export function isKnown(value: Json): boolean {
  if (typeof value !== 'string') return true;
  return !value.includes(knownAfterApply) && !value.includes('{{resolve:');
}
