import path from 'node:path';
import type { Job } from '../job/job';
import type { Component } from './declared';

/** Where a component keeps what it hands to the deploy. */
export function componentHandover({ handover }: Job, { name }: Pick<Component, 'name'>): string {
  return path.join(handover, 'components', name);
}
