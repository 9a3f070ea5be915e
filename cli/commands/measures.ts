import { defineCommand } from '../command';

export const measuresCommand = defineCommand({
  name: 'measures',
  group: 'Look',
  summary: 'Show how often and how fast changes reach production, and how often they fail',
  description:
    "DORA's five measures of the last environment of the path, from its pipeline's history and this clone's git: deployment frequency, change lead " +
    'time, change fail rate, failed deployment recovery time and deployment rework rate, each with how much it was made from, and ' +
    'how long releases waited for approval. AWS keeps the history of a pipeline for twelve months.',
  options: [
    {
      spelling: '--since <time>',
      meaning: 'From then on: 12h, 90d, or a date in UTC',
      fallback: '90d',
    },
    { spelling: '--csv', meaning: 'A row for each of the last twelve weeks' },
  ],
  examples: [
    { line: 'gitenv measures', meaning: 'the last ninety days' },
    { line: 'gitenv measures --since 2026-01-01 --json', meaning: 'with the releases behind them' },
    { line: 'gitenv measures --csv', meaning: 'for a table calculation' },
  ],
  run: async (session, { options: { since, csv } }) => {
    const { GitenvError } = await import('../../lib/errors');
    const { output } = session;
    if (csv && output.json)
      throw new GitenvError('USAGE', '--csv and --json are two answers: choose one');
    const { reportOf } = await import('./report');
    const { measuresCsv, renderMeasures } = await import('../render/measures');
    const { application, measured, environments } = await reportOf(session, since);
    if (!measured)
      throw (
        environments.at(-1)?.error ??
        new GitenvError('NO_CONFIG', 'gitenv.json has no environment yet', {
          hint: 'gitenv init dev',
        })
      );
    const answer = {
      application,
      environment: measured.environment,
      ...measured.measures,
      weeks: measured.weeks,
    };
    const view = { now: session.now(), columns: output.columns, colors: output.colors };
    output.result(answer, () => (csv ? measuresCsv(answer) : renderMeasures(answer, view)));
    return undefined;
  },
});
