import path from 'node:path';
import type { Component } from '../job/component';
import type { Job } from '../job/job';

/** Where a component keeps what it hands to the deploy. */
export function componentHandover({ handover }: Job, { name }: Pick<Component, 'name'>): string {
  return path.join(handover, 'components', name);
}
