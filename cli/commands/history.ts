import { defineCommand } from '../command';

export const historyCommand = defineCommand({
  name: 'history',
  group: 'Look',
  summary: 'Show who released what in an environment, when, and how it ended',
  description:
    'Newest first. AWS keeps the history of a pipeline for twelve months. With --verbose, each attempt of what was tried ' +
    'again has a line of its own.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [{ spelling: '-n, --limit <n>', meaning: 'How many releases', fallback: '20' }],
  examples: [
    { line: 'gitenv history prd', meaning: 'the last twenty' },
    { line: 'gitenv history prd --limit 500 --json', meaning: 'for a report' },
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
    const found = await historyOf(environment(name), { limit, patienceMs, keptIn }, place);
    const { output } = session;
    const { unexplained, ...rest } = found;
    if (unexplained)
      output.notice(`The reasons given for releases cannot be read: ${unexplained.message}`);
    output.result(rest, () =>
      renderHistory(found, {
        now: session.now(),
        columns: output.columns,
        colors: output.colors,
        verbose: output.verbose,
      }),
    );
    return undefined;
  },
});
