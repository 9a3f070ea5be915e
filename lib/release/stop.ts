/** Who stopped a release, and why. */
export interface Stop {
  /** Undefined where it was not gitenv that stopped it, since AWS does not name anybody. */
  readonly by: string | undefined;
  /** Empty where nobody said. */
  readonly reason: string;
}

/** Why gitenv stops what it has just started itself: somebody moved the branch between its look and its start. */
export const withdrawn = 'the branch moved while it was being started';

/** The same of an earlier release of which a stage was tried again, so that somebody had meant it. */
export const retryWithdrawn = 'the branch moved while it was being tried again';

/** Whether a release was stopped for that, so that nobody meant it any more. */
export function isWithdrawn({ stopReason }: { readonly stopReason?: string | undefined }): boolean {
  return stopReason !== undefined && parseStop(stopReason).reason === withdrawn;
}

/** Without those, which say nothing about what anybody wanted. */
export function meantReleases<T extends { readonly stopReason?: string | undefined }>(
  releases: readonly T[],
): T[] {
  return releases.filter((release) => !isWithdrawn(release));
}

/** CodePipeline's bound on the reason of StopPipelineExecution. */
const most = 200;

/** Both as the reason that CodePipeline keeps. */
export function stopText({ by, reason }: Stop): string {
  const who = ` (stopped by ${by ?? 'nobody known'})`;
  return `${reason.slice(0, most - who.length)}${who}`.trim();
}

export function parseStop(text: string): Stop {
  const [, reason = text, by] = /^(.*?) ?\(stopped by ([^()]*)\)$/s.exec(text) ?? [];
  return { by, reason };
}
