import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { App, type Liveness, routeOf } from './app';
import type { PageData } from './common/data';

const root = document.getElementById('root');
const stored = document.getElementById('data')?.textContent;
const isLive = document.documentElement.dataset.live === 'yes';

/** The page as the address and, in the console, the account say it is now. */
function Page({ first }: { first: PageData }) {
  const [data, setData] = useState(first);
  const [hash, setHash] = useState(location.hash || first.opensAt || '');
  const [live, setLive] = useState<Liveness>(isLive ? 'live' : undefined);
  const [now, setNow] = useState(isLive ? Date.now() : first.madeAt);
  useEffect(() => {
    const moved = () => setHash(location.hash);
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  useEffect(() => (isLive ? listen(setData, setLive) : undefined), []);
  useEffect(() => {
    if (!isLive) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <App data={data} route={routeOf(hash)} now={Math.max(now, data.madeAt)} live={live} />;
}

/** Each event is the whole of the data: a page that was asleep misses nothing. */
function listen(tell: (data: PageData) => void, setLive: (live: Liveness) => void): () => void {
  const source = new EventSource('events');
  source.addEventListener('data', (event) => tell(JSON.parse(event.data) as PageData));
  source.addEventListener('open', () => setLive('live'));
  source.addEventListener('error', () => setLive('lost'));
  return () => source.close();
}

if (root && stored) {
  const first = JSON.parse(stored) as PageData;
  // What stood here is for where no script runs.
  root.replaceChildren();
  render(<Page first={first} />, root);
}
