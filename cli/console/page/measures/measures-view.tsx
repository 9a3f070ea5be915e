import { countOf } from '../../../../lib/release/wording';
import type { MeasuredData, PageData } from '../common/data';
import { Figure } from './figure';
import { figuresOf } from './figures';

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
