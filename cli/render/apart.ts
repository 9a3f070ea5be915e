import type { ApartEvent } from '../../lib/setup/apart/keep-apart';

const kinds: ReadonlySet<string> = new Set<ApartEvent['kind']>([
  'apart',
  'apartFromThis',
  'withinReach',
  'neighboursUnknown',
]);

export function isApartEvent<T extends { readonly kind: string }>(
  event: T | ApartEvent,
): event is ApartEvent {
  return kinds.has(event.kind);
}

/** What of other applications a release can no longer reach, or still can. */
export function describeApart(event: ApartEvent): string {
  switch (event.kind) {
    case 'apart':
      return `its releases can no longer change the stacks of ${event.others.join(' and ')}, nor what else is called so${there(event.stacks)}`;
    case 'apartFromThis':
      return `${event.application} is installed here, too: its releases can no longer change stacks called ${event.alone} or ${event.alone}-…, nor what else is called so${there(event.stacks)}`;
    case 'withinReach':
      return `releases of ${event.application} can change the stacks of this application until gitenv init is run in the repository of ${event.application}`;
    case 'neighboursUnknown':
      return 'cannot tell whether another application has a name that begins alike, whose stacks releases should leave alone: ask for cloudformation:ListStacks';
  }
}

function there(stacks: readonly string[]): string {
  return stacks.length === 0 ? '' : `; there are ${stacks.join(', ')} now`;
}
