import { isOver, type Release } from '../release';

/** What the releases of one environment say about it now. */
export interface Standing {
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
export function standingOf(releases: readonly Release[], tip: string | undefined): Standing {
  const successAt = releases.findIndex(({ status }) => status === 'Succeeded');
  const running = releases[successAt];
  const newer = successAt < 0 ? releases : releases.slice(0, successAt);
  const inFlight = newer.filter(({ status }) => !isOver(status));
  const over = newer.find(({ status, commit }) => isOver(status) && commit !== undefined);
  const matters = inFlight.length === 0 && over !== undefined && running?.commit !== tip;
  return { running, inFlight, failed: matters ? over : undefined };
}

/** True of the run with which AWS greets a new pipeline, before anything was pushed that it could release. */
export function isGreeting({ trigger, commit }: Release): boolean {
  return trigger === 'CreatePipeline' && commit === undefined;
}
