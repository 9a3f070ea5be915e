import { objectKinds } from './objects';
import type { PrunablePlace } from './place';
import type { Prunable } from './prunable';

/** How much there is of one kind, in one place. */
export interface PruneRow {
  readonly kind: string;
  /** The bucket, or the image repository. */
  readonly place: string;
  readonly count: number;
  readonly bytes: number;
}

/** What is pruned, or would be, for people and scripts. */
export interface PruneSummary {
  readonly environment: string;
  /** How many commits keep all that they need. */
  readonly kept: number;
  readonly rows: readonly PruneRow[];
  readonly bytes: number;
  /** What stays although it may not be needed, and why, as sentences. */
  readonly stays: readonly string[];
  /** Buckets in which what is deleted stays as versions. */
  readonly keepsVersions: readonly string[];
}

export function summaryOfPrunable({ open, places, images, kept }: Prunable): PruneSummary {
  const rows = [
    ...places.flatMap(rowsOf),
    {
      kind: 'images',
      place: open.application,
      count: images.length,
      bytes: images.reduce((sum, { bytes }) => sum + bytes, 0),
    },
  ].filter(({ count }) => count > 0);
  return {
    environment: open.environment.name,
    kept,
    rows,
    bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0),
    stays: places.flatMap(whyStays),
    keepsVersions: places.flatMap(({ keepsVersions, bucket }) =>
      keepsVersions ? [bucket.name] : [],
    ),
  };
}

function rowsOf({ bucket, unneeded }: PrunablePlace): PruneRow[] {
  return objectKinds.map((kind) => {
    const its = unneeded.filter((it) => it.kind === kind);
    const bytes = its.reduce((sum, it) => sum + it.bytes, 0);
    return { kind, place: bucket.name, count: its.length, bytes };
  });
}

function whyStays({ bucket, unknown, isShared }: PrunablePlace): string[] {
  const [first] = unknown.all;
  if (first !== undefined)
    return [
      `Everything in ${bucket.name} stays, because ${first}${andMore(unknown.all)}, and may need any of it.`,
    ];
  const [reason] = unknown.keys;
  if (reason === undefined || isShared) return [];
  return [`Assets and templates stay, because ${reason}${andMore(unknown.keys)}.`];
}

function andMore({ length }: readonly string[]): string {
  return length > 1 ? ` (and ${length - 1} more)` : '';
}
