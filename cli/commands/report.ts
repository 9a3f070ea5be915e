import type { Report } from '../../lib/report/report';
import { defineCommand } from '../command';
import type { Session } from '../session';

export const reportCommand = defineCommand({
  name: 'report',
  group: 'Look',
  summary: 'Write one page of where things stand, what was released and how that went',
  description:
    'One HTML file that needs nothing else: it can be sent by mail, opened from a disk and printed, and asks no address. It shows the path, each ' +
    'release with what it changed, a timeline, and the measures. What changes something is shown as a command to copy. Exits as gitenv status does where an environment does not answer.',
  options: [
    {
      spelling: '--since <time>',
      meaning: 'From then on: 12h, 90d, or a date in UTC',
      fallback: '90d',
    },
    { spelling: '-o, --out <file>', meaning: 'Where to write it', fallback: 'gitenv-report.html' },
  ],
  examples: [
    { line: 'gitenv report', meaning: 'the last ninety days, as gitenv-report.html' },
    { line: 'gitenv report --since 2026-01-01 --out q1.html', meaning: 'for a mail' },
  ],
  run: async (session, { options: { since, out } }) => {
    const { pageData } = await import('../console/wire');
    const { htmlOf } = await import('../console/html');
    const { writeReport } = await import('../console/write-report');
    const { output, directory, packageRoot } = session;
    output.progress('reading what was released …');
    const report = await reportOf(session, since);
    const folder = `${packageRoot}/dist/page`;
    const html = htmlOf({ data: pageData(report), isLive: false }, folder);
    const file = writeReport(directory, out, html);
    const releases = report.environments.reduce((sum, one) => sum + one.releases.length, 0);
    const unknown = report.environments.flatMap(({ status, error }) => status.error ?? error ?? []);
    for (const error of unknown) output.notice(`Not all is on the page: ${error.message}`);
    const result = { file, bytes: Buffer.byteLength(html), releases };
    output.result(
      result,
      () => `${file}: ${releases} releases since ${report.since.toISOString().slice(0, 10)}`,
    );
    return unknown[0]?.exitCode;
  },
});

/** More releases of an environment than a page can be read with. */
const limit = 10_000;

/** Everything there is to show of the project since a moment. */
export async function reportOf(
  session: Session,
  since: string,
  also: readonly string[] = [],
): Promise<Report> {
  const { pastMoment } = await import('../since');
  const { gatherReport } = await import('../../lib/report/gather');
  const { cacheFolder } = await import('../../lib/inspect/kept-file');
  const { lookPatience } = await import('../../lib/target/look-patience');
  const now = session.now();
  const from = pastMoment('--since', since, now);
  const { config, environments, root } = await session.project();
  const place = { cwd: root };
  const patienceMs = await lookPatience(session.env, place);
  const keptIn = cacheFolder(session.env);
  const options = { patienceMs, keptIn, limit, since: from, now, also };
  return gatherReport(config.application, environments, options, place);
}
