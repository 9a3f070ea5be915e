import { useMemo } from 'preact/hooks';
import type { PageData } from '../common/data';
import { commitRow, releaseView, type ShownRelease } from '../common/view';

/** What of the history is shown. The words are those of `gitenv history`. */
export interface Filter {
  readonly since: string;
  readonly until: string;
  readonly environment: string;
  readonly by: string;
  readonly grep: string;
  readonly only: string;
}

const day = 86_400_000;

/** Of all environments, newest first. */
export function everyRelease(data: PageData): ShownRelease[] {
  return data.environments
    .flatMap(({ name, releases }) => releases.map((row) => releaseView(row, name, data)))
    .sort((a, b) => b.startedAt - a.startedAt);
}

export function isShown(release: ShownRelease, filter: Filter, data: PageData): boolean {
  const { since, until, environment, by, grep, only } = filter;
  const { startedAt } = release;
  if (since !== '' && startedAt < Date.parse(since)) return false;
  if (until !== '' && startedAt >= Date.parse(until) + day) return false;
  if (environment !== '' && release.environment !== environment) return false;
  if (by !== '' && release.by !== by) return false;
  if (only === 'failed' && release.status !== 'Failed') return false;
  if (only === 'rollbacks' && !release.isRollback) return false;
  if (only === 'overridden' && (release.more.reason?.guards.length ?? 0) === 0) return false;
  return grep === '' || textOf(release, data).includes(grep.toLowerCase());
}

function textOf({ commit, more }: ShownRelease, data: PageData): string {
  const [hash = '', subject = ''] = commitRow(data, commit) ?? [];
  return [hash, subject, more.reason?.text, ...(data.tags[commit] ?? [])].join(' ').toLowerCase();
}

export function dateOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

export function Filters({
  data,
  all,
  filter,
  set,
}: {
  data: PageData;
  /** Every release, of which the filter shows some. */
  all: readonly ShownRelease[];
  filter: Filter;
  set: (part: Partial<Filter>) => void;
}) {
  const people = useMemo(() => [...new Set(all.flatMap(({ by }) => by ?? []))].sort(), [all]);
  const valueIn = (event: Event) =>
    (event.currentTarget as HTMLInputElement | HTMLSelectElement).value;
  return (
    <form class="filters" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      <label>
        since{' '}
        <input
          type="date"
          value={filter.since}
          onInput={(event) => set({ since: valueIn(event) })}
        />
      </label>
      <label>
        until{' '}
        <input
          type="date"
          value={filter.until}
          onInput={(event) => set({ until: valueIn(event) })}
        />
      </label>
      <label>
        environment{' '}
        <select
          value={filter.environment}
          onChange={(event) => set({ environment: valueIn(event) })}
        >
          <option value="">all</option>
          {data.environments.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        by{' '}
        <select value={filter.by} onChange={(event) => set({ by: valueIn(event) })}>
          <option value="">anybody</option>
          {people.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        only{' '}
        <select value={filter.only} onChange={(event) => set({ only: valueIn(event) })}>
          <option value="">everything</option>
          <option>failed</option>
          <option>rollbacks</option>
          <option>overridden</option>
        </select>
      </label>
      <label>
        words{' '}
        <input
          type="search"
          value={filter.grep}
          onInput={(event) => set({ grep: valueIn(event) })}
        />
      </label>
    </form>
  );
}
