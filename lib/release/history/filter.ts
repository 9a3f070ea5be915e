import type { HistoricRelease } from './annotate';

/** Which releases of a history are wanted; what is not said does not matter. */
export interface HistoryFilter {
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** A part of the ARN of who pushed, in whatever case. */
  readonly by?: string | undefined;
  /** A full commit. */
  readonly commit?: string | undefined;
  /** A part of the subject, in whatever case. */
  readonly grep?: string | undefined;
  readonly failed?: boolean;
  readonly rollbacks?: boolean;
  /** Only those for which somebody gave a reason to pass a guard. */
  readonly overridden?: boolean;
  /** Whether any reason lets a release pass, as it does where the environment is guarded. */
  readonly anyReasonPasses?: boolean;
}

/** Whether the list of releases alone says that one is not wanted. */
export function isListed(filter: HistoryFilter, release: HistoricRelease): boolean {
  const { since, until, commit, grep, failed, rollbacks } = filter;
  const { startedAt, subject, status, isRollback } = release;
  return (
    (since === undefined || startedAt >= since) &&
    (until === undefined || startedAt < until) &&
    (commit === undefined || release.commit === commit) &&
    (grep === undefined || holdsText(subject, grep)) &&
    (!failed || status === 'Failed') &&
    (!rollbacks || isRollback)
  );
}

/** Whether what is told of a release beside the list leaves it among those that are wanted. */
export function isWanted(
  { by, overridden, anyReasonPasses = false }: HistoryFilter,
  told: {
    readonly pushedBy: string | undefined;
    readonly reason: { readonly guards: readonly string[] } | undefined;
  },
): boolean {
  const { pushedBy = '', reason } = told;
  const hasPassed = reason !== undefined && (anyReasonPasses || reason.guards.length > 0);
  return (by === undefined || holdsText(pushedBy, by)) && (!overridden || hasPassed);
}

function holdsText(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}
