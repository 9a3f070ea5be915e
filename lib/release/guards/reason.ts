import type { Release } from '../release';
import { type Guard, guards } from './override';

/** A reason that was given for a release, as it is kept beside the commit. */
export interface Reason {
  readonly commit: string;
  readonly environment: string;
  readonly guards: readonly Guard[];
  readonly text: string;
  /** Who says so, as git knows him. */
  readonly author: string;
  readonly at: Date;
  /** The newest release there was before, which tells apart several releases of one commit. */
  readonly after: string | undefined;
}

const trailers = { environment: 'Environment', guards: 'Overrides', after: 'After' } as const;

/** The text of the annotated tag that keeps a given. */
export function messageOf({ text, environment, guards, after }: Reason): string {
  return [
    text,
    '',
    `${trailers.environment}: ${environment}`,
    ...(guards.length > 0 ? [`${trailers.guards}: ${guards.join(', ')}`] : []),
    ...(after === undefined ? [] : [`${trailers.after}: ${after}`]),
    '',
  ].join('\n');
}

/**
 * The name of that tag, below `refs/tags/`: sorted by time, and readable.
 * @param part random, so that two people who give a reason for one commit in one second do not take the same name
 */
export function tagOf({ environment, commit, at }: Reason, part: string): string {
  const time = at.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${tagPrefix(environment)}${time}-${commit.slice(0, 12)}-${part}`;
}

/** What the names of all such tags begin with, whatever the environment. */
export const tagRoot = 'gitenv/';

export function tagPrefix(environment: string): string {
  return `${tagRoot}${environment}/`;
}

/** What a tag object says; undefined where it is none of ours. */
export function parseReason(object: string): Reason | undefined {
  const [head = '', ...rest] = object.split('\n\n');
  const body = rest.join('\n\n');
  const commit = /^object ([0-9a-f]{40})$/m.exec(head)?.[1];
  const [, author = '', seconds = ''] = /^tagger (.*?) <[^>]*> (\d+) [+-]\d{4}$/m.exec(head) ?? [];
  const [text = ''] = body.split('\n', 1);
  const environment = trailer(body, trailers.environment);
  if (commit === undefined || seconds === '' || environment === undefined) return undefined;
  const named = (trailer(body, trailers.guards) ?? '').split(', ');
  return {
    commit,
    environment,
    guards: guards.filter((guard) => named.includes(guard)),
    text,
    author,
    at: new Date(Number(seconds) * 1000),
    after: trailer(body, trailers.after),
  };
}

function trailer(body: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.+)$`, 'm').exec(body)?.[1];
}

/** So much may the clock of who gave a reason be ahead of AWS's. */
const skewMs = 15 * 60_000;

/**
 * Which release each reason was given for: the first of its commit that came after what was there when it was given.
 * The newest one wins, since what the one before was given for came to nothing.
 * @param releases newest first
 * @returns by the release's id
 */
export function matchReasons(
  releases: readonly Release[],
  reasons: readonly Reason[],
): ReadonlyMap<string, Reason> {
  const matched = new Map<string, Reason>();
  for (const given of [...reasons].sort((a, b) => a.at.getTime() - b.at.getTime())) {
    const before = releases.findIndex(({ id }) => id === given.after);
    const candidates = before < 0 ? releases : releases.slice(0, before);
    const release = candidates.findLast(
      ({ commit, startedAt }) =>
        commit === given.commit &&
        (before >= 0 || startedAt.getTime() >= given.at.getTime() - skewMs),
    );
    if (release) matched.set(release.id, given);
  }
  return matched;
}
