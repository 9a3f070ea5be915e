import { scaleLinear } from 'd3-scale';
import { countOf } from '../../../lib/release/wording';
import type { MeasuredData, PageData } from './data';
import { type FigureData, figuresOf, orNone, type Week } from './figures';
import { Commit, Prose, pageOf } from './parts';
import { dayAndMinute, releaseById } from './view';

/** DORA's five, each with what it was made from. */
export function MeasuresView({ data }: { data: PageData }) {
  const { measured } = data;
  if (!measured)
    return (
      <main class="measures">
        <p>The last environment of the path did not answer, so there is nothing to measure.</p>
      </main>
    );
  const { measures, environment } = measured;
  return (
    <main class="measures" aria-label="Measures">
      <p>
        {environment}, {measures.from.slice(0, 10)} to {measures.to.slice(0, 10)}:{' '}
        {countOf(measures.deployments, 'deployments')}.{' '}
        <span class="faint">DORA’s five as of January 2026, rules {measures.rulesVersion}.</span>
      </p>
      <div class="figures">
        {figuresOf(measured).map((one) => (
          <Figure
            key={one.name}
            figure={one}
            weeks={measured.weeks}
            data={data}
            environment={environment}
          />
        ))}
      </div>
      <Limits measured={measured} />
    </main>
  );
}

interface FigureProps {
  readonly figure: FigureData;
  readonly weeks: readonly Week[];
  readonly data: PageData;
  readonly environment: string;
}

/** As many rows as somebody reads; the command has them all. */
const mostBehind = 100;

function Figure({ figure, weeks, data, environment }: FigureProps) {
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

/** What the figures do not say. */
function Limits({ measured: { measures } }: { measured: MeasuredData }) {
  const { leadTime, endedBefore, frequency, overridden } = measures;
  const said = [
    endedBefore > 0 &&
      `${countOf(endedBefore, 'releases')} ended before the deploy and count in none of the five.`,
    frequency.repeated.length > 0 &&
      `${countOf(frequency.repeated.length, 'releases')} put in place what ran already and count in no frequency.`,
    leadTime.byCommitterDate > 0 &&
      `${countOf(leadTime.byCommitterDate, 'commits')} came by no first environment: git’s own date had to serve.`,
    leadTime.unknownReleases > 0 &&
      `${countOf(leadTime.unknownReleases, 'releases')} of commits that this clone lacks count in no lead time.`,
    overridden.length > 0 &&
      `${countOf(overridden.length, 'releases')} went past a guard with a reason.`,
    'A hotfix that nobody marks as one is not seen as rework.',
  ].filter((line) => line !== false);
  return (
    <ul class="faint limits">
      {said.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
