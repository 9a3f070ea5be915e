import type { Context } from '../../../base/context';

export function arnOf(resource: string, { region, account }: Context): string {
  return `arn:aws:ecs:${region}:${account}:${resource}`;
}

/** What is behind the last `/` of an ARN, or a name as it is. */
export function nameIn(reference: unknown): string {
  return String(reference).replace(/^arn:.*\//, '');
}
