import { noDetails } from '../inspect/release-details';
import type { Report, ReportedRelease } from './report';

/** The id of a release that nobody has made. */
export const plannedId = 'next';

/** A report with a release as it would be, as the newest of its environment. */
export function withPlanned(report: Report, environment: string, commit: string): Report {
  const environments = report.environments.map((one) => {
    if (one.status.environment !== environment) return one;
    const before = one.status.running?.commit;
    const planned: ReportedRelease = {
      ...noDetails,
      id: plannedId,
      status: 'InProgress',
      commit,
      subject: report.graph.find(commit)?.subject ?? '',
      startedAt: report.madeAt,
      updatedAt: report.madeAt,
      trigger: undefined,
      triggerDetail: undefined,
      isRollback: false,
      isRolledBack: false,
      durationMs: undefined,
      reason: undefined,
      stopped: undefined,
      before,
    };
    return { ...one, releases: [planned, ...one.releases] };
  });
  return { ...report, environments };
}
