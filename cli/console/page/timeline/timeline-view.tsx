import { useMemo, useState } from 'preact/hooks';
import { countOf } from '../../../../lib/release/wording';
import type { PageData } from '../common/data';
import { dateOf, everyRelease, type Filter, Filters, isShown } from './filters';
import { Lanes } from './lanes';
import { ReleaseTable } from './release-table';

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
      <Filters data={data} all={all} filter={filter} set={set} />
      <p class="faint" role="status">
        {countOf(shown.length, 'releases')} of {all.length}
      </p>
      <Lanes data={data} shown={shown} filter={filter} hovered={hovered} hover={setHovered} />
      <ReleaseTable data={data} releases={shown} hovered={hovered} hover={setHovered} />
    </main>
  );
}
