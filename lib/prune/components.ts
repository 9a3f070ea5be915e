import type { Release } from '../release/release';
import type { MadeOf } from './needed';

/** So many releases are asked before what is running. */
const searched = 200;

/** What a release left as it was, deployed by releases before it. */
export interface Before {
  readonly found: readonly MadeOf[];
  /** Why that cannot be told of some, as clauses. */
  readonly untold: readonly string[];
}

/**
 * The releases by which those components were deployed that the running one has skipped: what they deployed runs still.
 * @param releases newest first
 */
export async function releasesBefore(
  { release, plan }: MadeOf,
  releases: readonly Release[],
  ask: (release: Release) => Promise<MadeOf>,
): Promise<Before> {
  const skipped = plan?.components?.filter(({ applied }) => !applied) ?? [];
  const open = new Set(skipped.map(({ name }) => name));
  const at = releases.findIndex(({ id }) => id === release.id);
  const found: MadeOf[] = [];
  for (const older of releases.slice(at + 1, at + 1 + searched)) {
    if (open.size === 0) break;
    const made = await ask(older);
    const applied = made.plan?.components?.filter((it) => it.applied && open.has(it.name)) ?? [];
    if (applied.length === 0) continue;
    found.push(made);
    // Of one that failed nobody knows how far it came, so the one before it counts as well.
    if (older.status === 'Succeeded') for (const { name } of applied) open.delete(name);
  }
  const untold = [...open].map(
    (name) => `none of the last ${searched} releases says that it deployed the component ${name}`,
  );
  return { found, untold };
}
