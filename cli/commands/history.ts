import type { HistoryFilter } from '../../lib/release/history/filter';
import { defineCommand } from '../command';

export const historyCommand = defineCommand({
  name: 'history',
  group: 'Look',
  summary: 'Show who released what in an environment, when, and how it ended',
  description:
    'Newest first. AWS keeps the history of a pipeline for twelve months. With --verbose, each attempt of what was tried ' +
    'again has a line of its own.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [
    { spelling: '-n, --limit <n>', meaning: 'How many releases', fallback: '20' },
    { spelling: '--since <day>', meaning: 'Only those that began on that day or later (UTC)' },
    { spelling: '--until <day>', meaning: 'Only those that began on that day or before' },
    { spelling: '--by <name>', meaning: 'Only those pushed by somebody of that name' },
    { spelling: '--commit <commit>', meaning: 'Only those of a commit' },
    { spelling: '--failed', meaning: 'Only those that failed' },
    { spelling: '--rollbacks', meaning: 'Only those that put back what had run before' },
    { spelling: '--overridden', meaning: 'Only those that passed a guard by a reason' },
    { spelling: '--grep <text>', meaning: 'Only those whose subject has that text' },
    { spelling: '--csv', meaning: 'A table for a spreadsheet' },
  ],
  examples: [
    { line: 'gitenv history prd', meaning: 'the last twenty' },
    { line: 'gitenv history prd --limit 500 --json', meaning: 'for a report' },
    {
      line: 'gitenv history prd --since 2026-01-01 --until 2026-03-31 --overridden --csv',
      meaning: 'a quarter’s overrides',
    },
  ],
  run: async (session, { args: [name], options }) => {
    const { numberOption } = await import('../number');
    const limit = numberOption('--limit', options.limit, { min: 1, max: 100_000 }) ?? 20;
    const { environment, root } = await session.project();
    const { historyOf } = await import('../../lib/inspect/history');
    const { cacheFolder } = await import('../../lib/inspect/kept-file');
    const { renderHistory } = await import('../render/history');
    const { lookPatience } = await import('../../lib/target/look-patience');
    const place = { cwd: root };
    const patienceMs = await lookPatience(session.env, place);
    const keptIn = cacheFolder(session.env);
    const filter = await filterOf(options);
    const asked = { limit, patienceMs, keptIn, filter };
    const found = await historyOf(environment(name), asked, place);
    const { output } = session;
    const { unexplained, ...rest } = found;
    if (unexplained)
      output.notice(`The reasons given for releases cannot be read: ${unexplained.message}`);
    const { renderHistoryAsCsv } = await import('../render/history-csv');
    output.result(rest, () =>
      options.csv
        ? renderHistoryAsCsv(found)
        : renderHistory(
            { ...found, isFiltered: filter !== undefined },
            {
              now: session.now(),
              columns: output.columns,
              colors: output.colors,
              verbose: output.verbose,
            },
          ),
    );
    return undefined;
  },
});

interface Filters {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly by?: string | undefined;
  readonly commit?: string | undefined;
  readonly grep?: string | undefined;
  readonly failed: boolean;
  readonly rollbacks: boolean;
  readonly overridden: boolean;
}

/** @returns undefined where all releases are wanted. @throws GitenvError USAGE for what is no day */
async function filterOf(options: Filters): Promise<HistoryFilter | undefined> {
  const { momentTyped } = await import('../../lib/release/moment-typed');
  const { since, until, by, commit, grep, failed, rollbacks, overridden } = options;
  const isAsked = failed || rollbacks || overridden;
  if (!isAsked && [since, until, by, commit, grep].every((it) => it === undefined))
    return undefined;
  return {
    since: since === undefined ? undefined : momentTyped('--since', since),
    until: until === undefined ? undefined : momentTyped('--until', until, true),
    by,
    commit,
    grep,
    failed,
    rollbacks,
    overridden,
  };
}
