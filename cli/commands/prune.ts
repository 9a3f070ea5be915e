import { ExitCode, GitenvError } from '../../lib/errors';
import { defineCommand } from '../command';
import { agreed } from '../offer';
import { progressOf } from '../render/progress';

export const pruneCommand = defineCommand({
  name: 'prune',
  group: 'Set up',
  summary: 'Delete bundles, templates, assets and images that no release needs any more',
  description:
    'Keeps what the running commit needs, what the last good commits behind it need, and what is on its way. Shows what goes, ' +
    'and asks. A commit whose bundle is gone can still be released: it is built again, and gitenv says so before it starts. If ' +
    'all environments pull from one bucket, the first of the path prunes it, and all of them are asked. A later one builds nothing: ' +
    'a rollback there fails in Build then, and names the gitenv build --store that brings the bundle back.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [
    {
      spelling: '--keep <n>',
      meaning: 'How many good commits stay beside the running one',
      fallback: '10',
    },
    {
      spelling: '--older <span>',
      meaning: 'Delete only what is older: 12h, 30d; 0m is any age',
      fallback: '1d',
    },
    { spelling: '--dry-run', meaning: 'Only show it' },
  ],
  examples: [
    { line: 'gitenv prune stg', meaning: 'shows what nothing needs, then asks' },
    { line: 'gitenv prune stg --keep 30 --older 30d --yes', meaning: 'in a script' },
    { line: 'gitenv prune stg --dry-run --json', meaning: 'how much it would be' },
  ],
  run: async (session, { args: [name], options }) => {
    const { numberOption } = await import('../number');
    const { findPrunable } = await import('../../lib/prune/prunable');
    const { prune } = await import('../../lib/prune/prune');
    const { summaryOfPrunable } = await import('../../lib/prune/summary');
    const { renderPrunable, renderPruned } = await import('../render/prune');
    const { inBytes } = await import('../../lib/release/wording');
    const keep = numberOption('--keep', options.keep, { min: 0, max: 1000 }) ?? 10;
    const olderMs = await spanOption(options.older);
    const { output } = session;
    const { config, environment, environments } = await session.project();
    const question = { environment: environment(name), environments, config, keep, olderMs };
    const progress = progressOf(session);
    const found = await findPrunable(question, progress);
    const shown = summaryOfPrunable(found);
    const isEmpty = shown.rows.length === 0;
    const answer = (deleted: boolean, summary = shown) => ({ deleted, ...summary });
    if (isEmpty || options.dryRun) {
      output.result(answer(false), () => renderPrunable(shown, output.colors));
      return undefined;
    }
    output.notice(renderPrunable(shown, output.progressColors));
    const asked = `Delete ${inBytes(shown.bytes)} of ${name}?`;
    if (!(await agreed(session, asked))) {
      output.result(answer(false), () => renderPruned(shown, `${session.typed} --yes`));
      return ExitCode.usage;
    }
    const pruned = summaryOfPrunable(await prune(found, question, progress));
    output.result(answer(true, pruned), () => renderPruned(pruned, undefined));
    return undefined;
  },
});

/** @throws GitenvError USAGE */
async function spanOption(text: string): Promise<number> {
  const { parseSpan } = await import('../../lib/release/lock/window');
  const span = /^0[mhd]$/.test(text) ? 0 : parseSpan(text);
  if (span !== undefined) return span;
  throw new GitenvError('USAGE', `--older '${text}' is no length of time: write 12h or 30d`);
}
