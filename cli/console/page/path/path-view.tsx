import { countOf } from '../../../../lib/release/wording';
import type { PageData } from '../common/data';
import { Between } from './between';
import { Column } from './column';

/** The environments in their order, and what lies between them. */
export function PathView({ data, now }: { data: PageData; now: number }) {
  const unreviewed = data.environments.filter((one) => one.unreviewed > 0);
  const unreachable = data.environments.filter(({ error }) => error);
  return (
    <main class="path" aria-label="Path">
      {unreachable.length > 0 && (
        <p class="banner" role="alert">
          {unreachable.map(({ name }) => name).join(', ')}{' '}
          {unreachable.length === 1 ? 'does' : 'do'} not answer. What is shown of the others is
          current.
        </p>
      )}
      {unreviewed.map(({ name, unreviewed: count }) => (
        <p class="banner" role="alert" key={name}>
          {name}: {countOf(count, 'releases')} passed the gate for a reason alone, and nobody else
          has looked at {count === 1 ? 'it' : 'them'} yet.
        </p>
      ))}
      <ol class="columns">
        {data.environments.map((one) => (
          <li key={one.name}>
            <Between data={data} environment={one} now={now} />
            <Column data={data} environment={one} now={now} />
          </li>
        ))}
      </ol>
      {data.environments.length === 0 && <p>gitenv.json has no environment yet.</p>}
    </main>
  );
}
