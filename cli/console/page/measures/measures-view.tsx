import type { PageData } from '../common/data';
import { Figure } from './figure';

/** DORA's five, each with what it was made from. */
export function MeasuresView({ data }: { data: PageData }) {
  const { measured } = data;
  if (!measured)
    return (
      <main class="measures">
        <p>The last environment of the path did not answer, so there is nothing to measure.</p>
      </main>
    );
  return (
    <main class="measures" aria-label="Measures">
      <p>
        {measured.said} <span class="faint">{measured.rules}</span>
      </p>
      <div class="figures">
        {measured.figures.map((one) => (
          <Figure key={one.name} figure={one} data={data} environment={measured.environment} />
        ))}
      </div>
      <ul class="faint limits">
        {measured.limits.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </main>
  );
}
