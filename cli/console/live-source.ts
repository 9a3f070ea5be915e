import type { Report } from '../../lib/report/report';
import type { PageData } from './page/common/data';
import type { ConsoleSource } from './serve';
import { pageData } from './wire';

/** How an account is looked at while the console is open. */
export interface LiveLook {
  /** Everything, which takes many requests. */
  readonly whole: () => Promise<Report>;
  /** How things stand, in few requests: as long as that is the same, nothing else has changed. */
  readonly standing: () => Promise<unknown>;
  /** Told why something could not be read; the console goes on with what it knows. */
  readonly onTrouble: (error: unknown) => void;
}

const [busyMs, quietMs] = [2000, 5000];

/** Looks often while something is on its way, and seldom otherwise. */
export function liveSource({ whole, standing, onTrouble }: LiveLook): ConsoleSource {
  let shown: Promise<PageData> | undefined;
  let seen = '';
  const read = () => whole().then(pageData);
  const look = async (tell: (data: PageData) => void) => {
    const now = JSON.stringify(await standing());
    if (now === seen) return;
    seen = now;
    const data = await read();
    shown = Promise.resolve(data);
    tell(data);
  };
  return {
    data: () => {
      shown ??= read();
      return shown;
    },
    watch: (tell, { isWatched, signal }) => {
      let timer: NodeJS.Timeout | undefined;
      signal.addEventListener('abort', () => clearTimeout(timer));
      const again = (): void => {
        if (signal.aborted) return;
        (isWatched() ? look(tell) : Promise.resolve()).catch(onTrouble).finally(() => {
          timer = setTimeout(again, isBusy(seen) ? busyMs : quietMs);
        });
      };
      again();
    },
  };
}

/** @param standing as JSON */
function isBusy(standing: string): boolean {
  return standing.includes('"onItsWay":[{');
}
