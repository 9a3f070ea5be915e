import type { ReleaseDifference } from '../../lib/inspect/diff';
import { defineCommand } from '../command';
import type { Session } from '../session';

export const diffCommand = defineCommand({
  name: 'diff',
  group: 'Look',
  summary: 'Show what releasing a commit would change in an environment',
  description:
    'Compares what runs there with what runs in the environment before it on the path, or with a commit: the commits it ' +
    'brings and takes away, the files, and whether it goes forward (keeps everything that runs), back (only takes away) or ' +
    'sideways (both). Changes nothing; what this clone lacks is fetched. If the environment before it does not answer, ' +
    'what runs there is unknown, and HEAD is compared instead.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    {
      spelling: '[commit]',
      meaning:
        'A commit, tag or branch, or an environment for what runs there (default: what runs upstream; HEAD for the first on the path)',
    },
  ],
  options: [
    {
      spelling: '--html <file>',
      meaning: 'Write the page of the release as it would be, to look at and to send',
    },
  ],
  examples: [
    { line: 'gitenv diff prd --html prd.html', meaning: 'for who approves' },
    { line: 'gitenv diff prd dev', meaning: 'how far prd is behind what runs in dev' },
    { line: 'gitenv diff prd', meaning: 'what gitenv promote prd would bring' },
    { line: 'gitenv diff prd v1.2 --json', meaning: 'a tag, for a script' },
  ],
  run: async (session, { args: [name, spec], options: { html } }) => {
    const { differenceOf } = await import('../../lib/inspect/diff');
    const { lookPatience } = await import('../../lib/target/look-patience');
    const { renderDifference } = await import('../render/diff');
    const { errorAnswer } = await import('../render/error');
    const { output } = session;
    const { commitNamed } = await import('../../lib/inspect/commit-named');
    const { environment, environments, root } = await session.project();
    const wanted = environment(name);
    const upstream = wanted.upstream === undefined ? undefined : environment(wanted.upstream);
    const place = { cwd: root };
    const patienceMs = await lookPatience(session.env, place);
    const commit = await commitNamed(spec, { environments, patienceMs }, place);
    const found = await differenceOf(wanted, { upstream, spec: commit, patienceMs }, place);
    if (html !== undefined) return writePage(session, found, html);
    const { upstreamUnknown: why, ...rest } = found;
    const unknown = why && errorAnswer(why);
    output.result({ ...rest, upstreamUnknown: unknown }, () =>
      renderDifference(found, output.colors),
    );
    return undefined;
  },
});

/** The page of a release before there is one. */
async function writePage(
  session: Session,
  { environment, to: { commit } }: ReleaseDifference,
  out: string,
): Promise<undefined> {
  const { reportOf } = await import('./report');
  const { plannedId, withPlanned } = await import('../../lib/report/planned');
  const { pageData } = await import('../console/wire');
  const { htmlOf } = await import('../console/html');
  const { writeReport } = await import('../console/write-report');
  const { output, directory, packageRoot } = session;
  const report = withPlanned(await reportOf(session, '90d', [commit]), environment, commit);
  const opensAt = `#/release/${environment}/${plannedId}`;
  const data = { ...pageData(report), opensAt };
  const file = writeReport(
    directory,
    out,
    htmlOf({ data, isLive: false }, `${packageRoot}/dist/page`),
  );
  output.result({ file, environment, commit }, () => file);
  return undefined;
}
