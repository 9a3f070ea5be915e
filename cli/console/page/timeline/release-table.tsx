import { useState } from 'preact/hooks';
import { durationOf } from '../../../../lib/release/wording';
import type { PageData } from '../common/data';
import { Commit, Prose, pageOf, StateSign } from '../common/parts';
import { dayAndMinute, endingOf, type ShownRelease, toneOf } from '../common/view';

const rowHeight = 32;
/** As the style has it. */
const viewHeight = 420;
/** Rows that are drawn beyond what is seen, so that nothing flashes while it is scrolled. */
const margin = 10;

interface Props {
  readonly data: PageData;
  readonly releases: readonly ShownRelease[];
  readonly hovered: number;
  readonly hover: (commit: number) => void;
}

/** As many rows are drawn as are seen, so that ten thousand scroll as smoothly as ten. */
export function ReleaseTable({ data, releases, hovered, hover }: Props) {
  const [top, setTop] = useState(0);
  const first = Math.max(0, Math.floor(top / rowHeight) - margin);
  const last = Math.min(releases.length, Math.ceil((top + viewHeight) / rowHeight) + margin);
  return (
    <section
      class="rows"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
      tabIndex={0}
      aria-label="Releases"
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <table aria-rowcount={releases.length}>
        <thead>
          <tr>
            <th>when (UTC)</th>
            <th>environment</th>
            <th>what</th>
            <th>by</th>
            <th>took</th>
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} />
          {releases.slice(first, last).map((one, index) => (
            <Row
              key={`${one.environment} ${one.id}`}
              data={data}
              release={one}
              index={first + index}
              isLit={one.commit === hovered}
              hover={hover}
            />
          ))}
          <Gap rows={releases.length - last} />
        </tbody>
      </table>
    </section>
  );
}

/** Takes the place of rows that nobody sees. */
function Gap({ rows }: { rows: number }) {
  return rows > 0 ? <tr class="gap" style={{ height: `${rows * rowHeight}px` }} /> : null;
}

interface RowProps {
  readonly data: PageData;
  readonly release: ShownRelease;
  readonly index: number;
  readonly isLit: boolean;
  readonly hover: (commit: number) => void;
}

function Row({ data, release, index, isLit, hover }: RowProps) {
  const { startedAt, endedAt, environment, by, commit } = release;
  return (
    <tr
      class={isLit ? 'lit' : ''}
      aria-rowindex={index + 1}
      onMouseEnter={() => hover(commit)}
      onMouseLeave={() => hover(-1)}
    >
      <td class="number">{dayAndMinute(startedAt)}</td>
      <td>{environment}</td>
      <td class="what">
        <a href={pageOf(release)}>
          <StateSign tone={toneOf(release)} label={release.status} /> {endingOf(release)}{' '}
          <Commit data={data} place={commit} />
        </a>
      </td>
      <td>
        <Prose>{by ?? '–'}</Prose>
      </td>
      <td class="number">{endedAt === undefined ? '' : durationOf(endedAt - startedAt)}</td>
    </tr>
  );
}
