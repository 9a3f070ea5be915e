import { scaleUtc } from 'd3-scale';
import type { PageData } from '../common/data';
import { pageOf } from '../common/parts';
import {
  commitRow,
  dayAndMinute,
  endingOf,
  type ShownRelease,
  short,
  type Tone,
  toneOf,
} from '../common/view';
import type { Filter } from './filters';

const day = 86_400_000;
const width = 1200;
const laneHeight = 44;
const left = 90;

interface LanesProps {
  readonly data: PageData;
  readonly shown: readonly ShownRelease[];
  readonly filter: Filter;
  readonly hovered: number;
  readonly hover: (commit: number) => void;
}

/** More marks than these are no picture any more; the table below has them all. */
const mostMarks = 1500;

/** A lane an environment, and what was released on one axis of time. */
export function Lanes({ data, shown, filter, hovered, hover }: LanesProps) {
  const names = data.environments.map(({ name }) => name);
  const height = names.length * laneHeight + 30;
  const [from, to] = spanOf(shown, filter, data);
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
    // biome-ignore lint/a11y/useSemanticElements: SVG has no other element that groups
    <svg
      class="lanes"
      viewBox={`0 0 ${width} ${height}`}
      role="group"
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
            {tickName(tick)}
          </text>
        </g>
      ))}
      {path.length > 1 && <polyline class="lead" points={path.join(' ')} />}
      {marks.map((one) => (
        <a
          key={`${one.environment} ${one.id}`}
          href={pageOf(one)}
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

/** What is shown fills the axis, however short a time it is. */
function spanOf(
  shown: readonly ShownRelease[],
  { since, until }: Filter,
  data: PageData,
): [number, number] {
  const starts = shown.map(({ startedAt }) => startedAt);
  const first = starts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const last = starts.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (starts.length === 0)
    return [Date.parse(since) || data.since, (Date.parse(until) || data.madeAt) + day];
  const margin = Math.max(30_000, (last - first) * 0.03);
  return [first - margin, last + margin];
}

/** The day at its beginning, the hour within it, and the second within a minute; in UTC. */
function tickName(tick: Date): string {
  const text = tick.toISOString();
  if (text.endsWith('T00:00:00.000Z')) return text.slice(0, 10);
  return text.endsWith(':00.000Z') ? text.slice(11, 16) : text.slice(11, 19);
}

function titleOf(release: ShownRelease, data: PageData): string {
  const [hash = '', subject = ''] = commitRow(data, release.commit) ?? [];
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
