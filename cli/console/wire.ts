import { describePlan } from '../../lib/bundle/plan';
import { nameOfCaller } from '../../lib/release/caller';
import { describeFailed } from '../../lib/release/condition';
import { commitsMovedBy } from '../../lib/report/changes';
import { plannedId } from '../../lib/report/planned';
import type { Report, ReportedEnvironment, ReportedRelease } from '../../lib/report/report';
import { environmentData } from './environment-data';
import { measuredData } from './figures';
import {
  type PageData,
  type PlanData,
  type ReleaseMore,
  type ReleaseRow,
  releaseFlags,
  statusNames,
} from './page/common/data';
import { packed } from './page/common/packed';
import { Places, plain } from './places';

/** More commits of one release than anybody reads. */
const mostListed = 200;

/** A report as the page is given it. Text that people wrote is cut, and holds nothing that steers. */
export function pageData(report: Report): PageData {
  const places = new Places(report);
  const environments = report.environments.map((one) => ({
    ...environmentData(one, report, places),
    releases: rowsOf(one, report, places),
  }));
  const { measured } = report;
  return {
    application: report.application,
    madeAt: report.madeAt.getTime(),
    since: report.since.getTime(),
    environments,
    measured: measured && measuredData(measured),
    ...places.lists(report.tags),
  };
}

function rowsOf(
  { releases, status }: ReportedEnvironment,
  report: Report,
  places: Places,
): ReleaseRow[] {
  const repeated = repeatedOf(status.environment, report);
  return releases.map((release) => rowOf(release, repeated.has(release.id), report, places));
}

function repeatedOf(environment: string, { measured }: Report): ReadonlySet<string> {
  const isIt = measured?.environment === environment;
  return new Set(isIt ? measured.measures.frequency.repeated : []);
}

function rowOf(
  release: ReportedRelease,
  isRepeated: boolean,
  { graph }: Report,
  places: Places,
): ReleaseRow {
  const { id, status, commit, startedAt, durationMs, pushedBy, before, runs = [] } = release;
  const changed = commitsMovedBy(graph, before, commit);
  const listed = (all: readonly { readonly commit: string }[] = []) =>
    neighbours(all.slice(0, mostListed).map((it) => places.commit(it.commit)));
  const more = moreOf(release, changed, places);
  const began = startedAt.getTime();
  const isPush = release.trigger === 'CloudWatchEvent' || release.trigger === undefined;
  return [
    packed(id),
    statusNames.indexOf(status),
    commit === undefined ? -1 : places.commit(commit, release.subject),
    began,
    durationMs ?? -1,
    places.person(pushedBy && nameOfCaller(pushedBy)),
    (release.isRollback ? releaseFlags.isRollback : 0) |
      (release.isRolledBack ? releaseFlags.isRolledBack : 0) |
      (isRepeated ? releaseFlags.isRepeated : 0) |
      (id === plannedId ? releaseFlags.isPlanned : 0),
    before === undefined ? -1 : places.commit(before),
    listed(changed?.brings),
    listed(changed?.takes),
    isPush ? -1 : places.action(plain(release.trigger ?? '')),
    packed(release.bundle?.replace('sha256:', '') ?? ''),
    runs.flatMap((run) => [
      places.action(run.stage),
      places.action(run.action),
      statusNames.indexOf(run.status),
      run.startedAt.getTime() - began,
      run.updatedAt.getTime() - run.startedAt.getTime(),
    ]),
    Object.keys(more).length > 0 ? more : 0,
  ];
}

/** Runs of neighbours as their first and how many: what a release brings mostly follows one another. */
function neighbours(places: readonly number[]): number[] {
  const found: number[] = [];
  for (const place of places) {
    const [first = 0, count = 0] = found.slice(-2);
    if (count > 0 && place === first + count) found[found.length - 1] = count + 1;
    else found.push(place, 1);
  }
  return found;
}

function moreOf(
  release: ReportedRelease,
  changed: ReturnType<typeof commitsMovedBy>,
  places: Places,
): ReleaseMore {
  const { reason, verdict, stopped, condition, failedIn, runs = [], plan, lastWords } = release;
  const why = runs
    .filter(({ status, summary }) => status === 'Failed' && summary)
    .map(({ action, summary }) => plain(`${action}: ${summary}`));
  const [brought = 0, taken = 0] = [changed?.brings.length, changed?.takes.length];
  return {
    ...(reason && {
      reason: { text: plain(reason.text), by: plain(reason.author), guards: reason.guards },
    }),
    ...(verdict && {
      verdict: {
        answer: verdict.answer,
        by: places.person(verdict.by && nameOfCaller(verdict.by)),
        comment: plain(verdict.comment),
      },
    }),
    ...(stopped && {
      stopped: { by: stopped.by && plain(stopped.by), reason: plain(stopped.reason) },
    }),
    ...(condition && { condition: plain(describeFailed(condition)) }),
    ...(failedIn !== undefined && { failedIn }),
    ...(why.length > 0 && { why }),
    ...(lastWords && { log: lastWords.map(plain) }),
    ...(brought > mostListed && { brought }),
    ...(taken > mostListed && { taken }),
    ...(plan && { plan: planData(plan) }),
  };
}

function planData(plan: NonNullable<ReportedRelease['plan']>): PlanData {
  const { changes, note = '' } = plan;
  return {
    summary: describePlan(plan),
    changes: changes
      .slice(0, mostListed)
      .map(({ action, type, name, detail }) => [action, plain(type), plain(name), plain(detail)]),
    note: plain(note),
  };
}
