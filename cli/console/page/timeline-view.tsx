import { scaleUtc } from 'd3-scale';
import { useMemo, useState } from 'preact/hooks';
import type { PageData } from './data';
import { addressOf } from './parts';
import { ReleaseTable } from './release-table';
import {
  countOf,
  dayAndMinute,
  endingOf,
  type ReleaseView,
  releaseView,
  short,
  type Tone,
  toneOf,
} from './view';

/** What of the history is shown. The words are those of `gitenv history`. */
interface Filter {
  readonly since: string;
  readonly until: string;
  readonly environment: string;
  readonly by: string;
  readonly grep: string;
  readonly only: string;
}

const day = 86_400_000;

/** All environments on one axis of time, and the same as a table. */
export function TimelineView({ data, now }: { data: PageData; now: number }) {
  const [filter, setFilter] = useState<Filter>(() => ({
    since: dateOf(Math.max(data.since, now - 30 * day)),
    until: dateOf(now),
    environment: '',
    by: '',
    grep: '',
    only: '',
  }));
  const [hovered, setHovered] = useState(-1);
  const all = useMemo(() => everyRelease(data), [data]);
  const shown = useMemo(() => all.filter((one) => isShown(one, filter, data)), [all, filter, data]);
  const set = (part: Partial<Filter>) => setFilter({ ...filter, ...part });
  return (
    <main class="timeline" aria-label="Timeline">
      <Filters data={data} filter={filter} set={set} />
      <p class="faint" role="status">
        {countOf(shown.length, 'release')} of {all.length}
      </p>
      <Lanes data={data} shown={shown} filter={filter} hovered={hovered} hover={setHovered} />
      <ReleaseTable data={data} releases={shown} hovered={hovered} hover={setHovered} />
    </main>
  );
}

function everyRelease(data: PageData): ReleaseView[] {
  return data.environments
    .flatMap(({ name, releases }) => releases.map((row) => releaseView(row, name, data)))
    .sort((a, b) => b.startedAt - a.startedAt);
}

function isShown(release: ReleaseView, filter: Filter, data: PageData): boolean {
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

function textOf({ commit, more }: ReleaseView, { commits, tags }: PageData): string {
  const [hash = '', subject = ''] = commits[commit] ?? [];
  return [hash, subject, more.reason?.text, ...(tags[commit] ?? [])].join(' ').toLowerCase();
}

function dateOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

function Filters({
  data,
  filter,
  set,
}: {
  data: PageData;
  filter: Filter;
  set: (part: Partial<Filter>) => void;
}) {
  const people = useMemo(
    () => [...new Set(everyRelease(data).flatMap(({ by }) => by ?? []))].sort(),
    [data],
  );
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

const width = 1200;
const laneHeight = 44;
const left = 90;

interface LanesProps {
  readonly data: PageData;
  readonly shown: readonly ReleaseView[];
  readonly filter: Filter;
  readonly hovered: number;
  readonly hover: (commit: number) => void;
}

/** More marks than these are no picture any more; the table below has them all. */
const mostMarks = 1500;

function Lanes({ data, shown, filter, hovered, hover }: LanesProps) {
  const names = data.environments.map(({ name }) => name);
  const height = names.length * laneHeight + 30;
  const from = Date.parse(filter.since || dateOf(data.since));
  const to = Date.parse(filter.until || dateOf(data.madeAt)) + day;
  const scale = scaleUtc()
    .domain([new Date(from), new Date(to)])
    .range([left, width - 20]);
  const lane = (name: string) => names.indexOf(name) * laneHeight + laneHeight / 2;
  const marks = shown.slice(0, mostMarks);
  const same =
    hovered < 0
      ? []
      : shown.filter(({ commit, status }) => commit === hovered && status === 'Succeeded');
  const path = [...same].reverse().map((one) => `${scale(one.startedAt)},${lane(one.environment)}`);
  return (
    <svg
      class="lanes"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${shown.length} releases on an axis of time; the table below has the same`}
    >
      {names.map((name) => (
        <g key={name}>
          <text x={4} y={lane(name) + 5} class="lane-name">
            {name}
          </text>
          <line x1={left} x2={width - 20} y1={lane(name)} y2={lane(name)} class="lane" />
        </g>
      ))}
      {scale.ticks(8).map((tick) => (
        <g key={tick.getTime()}>
          <line x1={scale(tick)} x2={scale(tick)} y1={0} y2={height - 24} class="tick" />
          <text x={scale(tick)} y={height - 8} text-anchor="middle" class="tick-name">
            {scale.tickFormat(8)(tick)}
          </text>
        </g>
      ))}
      {path.length > 1 && <polyline class="lead" points={path.join(' ')} />}
      {marks.map((one) => (
        <a
          key={`${one.environment} ${one.id}`}
          href={addressOf(one)}
          tabIndex={-1}
          onMouseEnter={() => hover(one.commit)}
          onMouseLeave={() => hover(-1)}
        >
          <Mark
            x={scale(one.startedAt)}
            y={lane(one.environment)}
            tone={toneOf(one)}
            isLit={one.commit === hovered}
          />
          <title>{titleOf(one, data)}</title>
        </a>
      ))}
    </svg>
  );
}

function titleOf(release: ReleaseView, data: PageData): string {
  const [hash = '', subject = ''] = data.commits[release.commit] ?? [];
  return `${dayAndMinute(release.startedAt)} UTC, ${release.environment}: ${endingOf(release)} ${short(hash)} ${subject}`;
}

/** Each kind has a shape of its own. */
function Mark({ x, y, tone, isLit }: { x: number; y: number; tone: Tone; isLit: boolean }) {
  const name = `mark ${tone}${isLit ? ' lit' : ''}`;
  if (tone === 'bad')
    return (
      <path
        class={name}
        d={`M${x - 6},${y - 6}L${x + 6},${y + 6}M${x + 6},${y - 6}L${x - 6},${y + 6}`}
      />
    );
  if (tone === 'back')
    return <path class={name} d={`M${x - 8},${y}L${x + 6},${y - 7}L${x + 6},${y + 7}Z`} />;
  if (tone === 'quiet') return <rect class={name} x={x - 4} y={y - 4} width={8} height={8} />;
  return <circle class={name} cx={x} cy={y} r={tone === 'going' ? 7 : 6} />;
}
