import { renderToString } from 'preact-render-to-string';
import { App } from './app';
import type { PageData } from './common/data';
import { MeasuresView } from './measures/measures-view';

/** Path and measures as they look where no script runs, such as in a mail. */
export function staticPage(data: PageData): string {
  const path = <App data={data} route={{ view: 'path' }} now={data.madeAt} live={undefined} />;
  return renderToString(
    <>
      {path}
      <MeasuresView data={data} />
    </>,
  );
}
