import type { PageData } from './common/data';
import { dayAndMinute } from './common/view';
import { MeasuresView } from './measures/measures-view';
import { PathView } from './path/path-view';
import { ReleasePage } from './release/release-view';
import { TimelineView } from './timeline/timeline-view';

const views = [
  ['#/path', 'Path'],
  ['#/timeline', 'Timeline'],
  ['#/measures', 'Measures'],
] as const;

/** Which view an address means. */
export type PageRoute =
  | { readonly view: 'path' | 'timeline' | 'measures' }
  | { readonly view: 'release'; readonly environment: string; readonly id: string };

export function routeOf(hash: string): PageRoute {
  const [, view = 'path', environment = '', id = ''] = hash.replace(/^#/, '').split('/');
  if (view === 'release') return { view, environment: decodeURIComponent(environment), id };
  return view === 'timeline' || view === 'measures' ? { view } : { view: 'path' };
}

/** How the page hears of what happens; undefined where it was saved as a file. */
export type Liveness = 'live' | 'lost' | undefined;

export function App({
  data,
  route,
  now,
  live,
}: {
  data: PageData;
  route: PageRoute;
  now: number;
  live: Liveness;
}) {
  const current = `#/${route.view}`;
  return (
    <>
      <header class="top">
        <h1>{data.application}</h1>
        <nav aria-label="Views">
          {views.map(([address, name]) => (
            <a key={address} href={address} aria-current={address === current ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <span class="faint" role="status">
          {live === 'live' && 'live'}
          {live === 'lost' && 'gitenv console has ended: this is how it was'}
          {live === undefined && 'as it was'}{' '}
          {live !== 'live' && `on ${dayAndMinute(data.madeAt)} UTC`}
        </span>
      </header>
      <View data={data} route={route} now={now} />
    </>
  );
}

function View({ data, route, now }: { data: PageData; route: PageRoute; now: number }) {
  if (route.view === 'release')
    return <ReleasePage data={data} environment={route.environment} id={route.id} now={now} />;
  if (route.view === 'timeline') return <TimelineView data={data} now={now} />;
  return route.view === 'measures' ? (
    <MeasuresView data={data} />
  ) : (
    <PathView data={data} now={now} />
  );
}
