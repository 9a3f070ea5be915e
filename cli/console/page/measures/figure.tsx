import { countOf } from '../../../../lib/release/wording';
import type { FigureData, PageData } from '../common/data';
import { Commit, Prose, pageOf } from '../common/parts';
import { dayAndMinute, releaseById } from '../common/view';
import { Trend } from './trend';

interface FigureProps {
  readonly figure: FigureData;
  readonly data: PageData;
  readonly environment: string;
}

/** One measure: its value, what it was made from, twelve weeks of it, and the releases behind it. */
export function Figure({ figure, data, environment }: FigureProps) {
  const { name, value, n, behind, behindCount, trend } = figure;
  return (
    <section class="card figure" aria-label={name}>
      <h2>{name}</h2>
      <p class="value">{value}</p>
      <p class="faint">{n}</p>
      {trend.length > 0 && <Trend trend={trend} />}
      {behind.length > 0 && (
        <details>
          <summary>the {countOf(behindCount, 'releases')} behind it</summary>
          <table>
            <tbody>
              {behind.map(([id, said]) => (
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
          {behindCount > behind.length && (
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
