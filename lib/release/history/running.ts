import { isOver, type Release } from '../release';

/** What runs: the newest release that succeeded. */
export function runningRelease(releases: readonly Release[]): Release | undefined {
  return releases.find(({ status }) => status === 'Succeeded');
}

/** What the releases of one environment say about it now. */
export interface ReleasesNow {
  /** The newest release that succeeded: what runs. */
  readonly running: Release | undefined;
  /** Under way or waiting, newest first. */
  readonly inFlight: readonly Release[];
  /** The newest release that ended since without success, where it is why the branch's tip does not run. */
  readonly failed: Release | undefined;
}

/**
 * @param releases newest first, at least back to the newest success
 */
export function releasesNow(releases: readonly Release[], tip: string | undefined): ReleasesNow {
  const successAt = releases.findIndex(({ status }) => status === 'Succeeded');
  const running = releases[successAt];
  const newer = successAt < 0 ? releases : releases.slice(0, successAt);
  const inFlight = newer.filter(({ status }) => !isOver(status));
  const over = newer.find(({ status, commit }) => isOver(status) && commit !== undefined);
  const matters = inFlight.length === 0 && over !== undefined && running?.commit !== tip;
  return { running, inFlight, failed: matters ? over : undefined };
}
