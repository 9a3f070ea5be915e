import { scaleLinear } from 'd3-scale';
import { countOf } from '../../../../lib/release/wording';
import type { PageData } from '../common/data';
import { Commit, Prose, pageOf } from '../common/parts';
import { dayAndMinute, releaseById } from '../common/view';
import { type FigureData, orNone, type Week } from './figures';

interface FigureProps {
  readonly figure: FigureData;
  readonly weeks: readonly Week[];
  readonly data: PageData;
  readonly environment: string;
}

/** As many rows as somebody reads; the command has them all. */
const mostBehind = 100;

/** One measure: its value, what it was made from, twelve weeks of it, and the releases behind it. */
export function Figure({ figure, weeks, data, environment }: FigureProps) {
  const { name, value, n, behind } = figure;
  return (
    <section class="card figure" aria-label={name}>
      <h2>{name}</h2>
      <p class="value">{value}</p>
      <p class="faint">{n}</p>
      <Trend figure={figure} weeks={weeks} />
      {behind.length > 0 && (
        <details>
          <summary>the {countOf(behind.length, 'releases')} behind it</summary>
          <table>
            <tbody>
              {behind
                .slice(-mostBehind)
                .reverse()
                .map(([id, said]) => (
                  <Behind
                    key={`${id} ${said}`}
                    id={id}
                    said={said}
                    data={data}
                    environment={environment}
                  />
                ))}
            </tbody>
          </table>
          {behind.length > mostBehind && (
            <p class="faint">and older ones: gitenv measures --json</p>
          )}
        </details>
      )}
    </section>
  );
}

function Behind({
  id,
  said,
  data,
  environment,
}: {
  id: string;
  said: string;
  data: PageData;
  environment: string;
}) {
  const release = releaseById(data, environment, id);
  if (!release) return null;
  return (
    <tr>
      <td class="number">{dayAndMinute(release.startedAt)}</td>
      <td>
        <a href={pageOf(release)}>
          <Commit data={data} place={release.commit} />
        </a>
      </td>
      <td>
        <Prose>{said}</Prose>
      </td>
    </tr>
  );
}

/** A bar a week; a week without anything to measure has none. */
function Trend({ figure, weeks }: Pick<FigureProps, 'figure' | 'weeks'>) {
  const values = weeks.map((week) => figure.of(week) ?? undefined);
  if (values.every((value) => value === undefined)) return null;
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  const height = scaleLinear()
    .domain([0, most || 1])
    .range([1, 44]);
  const said = weeks.map(
    (week, at) => `week to ${week.to.slice(0, 10)}: ${orNone(values[at], figure.show)}`,
  );
  return (
    <svg
      class="trend"
      viewBox="0 0 240 48"
      role="img"
      aria-label={`The last twelve weeks. ${said.join('; ')}`}
    >
      {values.map((value, at) =>
        value === undefined ? (
          <line key={said[at]} x1={at * 20 + 4} x2={at * 20 + 16} y1={46} y2={46} class="lane" />
        ) : (
          <rect
            key={said[at]}
            x={at * 20 + 3}
            width={14}
            y={46 - height(value)}
            height={height(value)}
            class="trend-bar"
          >
            <title>{said[at]}</title>
          </rect>
        ),
      )}
    </svg>
  );
}
