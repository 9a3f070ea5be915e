import { defineCommand } from '../command';
import { renderCancelled, renderCancelling } from '../render/cancel';
import { progressOf } from '../render/progress';

export const cancelCommand = defineCommand({
  name: 'cancel',
  group: 'Release',
  summary: 'Stop a release that is on its way, and its builds',
  description:
    'Stops the release in Deploy; if none is there, the oldest that is no rollback. A rollback that waits behind it goes on. ' +
    'Running builds are stopped as well, which stopping the pipeline alone would not do, and waited for. What they have ' +
    'changed by then stays changed.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    { spelling: '[commit]', meaning: 'The commit of the release, if another one is meant' },
  ],
  options: [
    { spelling: '--reason <text>', meaning: 'Why; shown by gitenv history, with who stopped it' },
  ],
  examples: [
    { line: 'gitenv cancel prd --reason "wrong commit"', meaning: 'asks first' },
    { line: 'gitenv cancel prd 3f2a91c', meaning: 'another one than what is in Deploy' },
  ],
  run: async (session, { args: [name, spec], options }) => {
    const { cancel, planCancel } = await import('../../lib/deploy/cancel');
    const { output } = session;
    const { environment, root } = await session.project();
    const planned = await planCancel(environment(name), spec, { cwd: root });
    const { question, others } = renderCancelling(name, planned);
    for (const line of others) output.notice(line);
    await session.confirm(question, session);
    const { say } = progressOf(session);
    const cancelled = await cancel(planned, { reason: options.reason ?? '', say });
    const { release, builds, isPartial, wayOut } = cancelled;
    const result = {
      environment: name,
      release: release.id,
      commit: release.commit,
      builds,
      isPartial,
      wayOut,
      others: planned.others.map(({ release: { id, commit } }) => ({ release: id, commit })),
    };
    output.result(result, () => renderCancelled(name, cancelled));
    if (wayOut !== undefined) output.notice(`To get to a good commit: ${wayOut}`);
    return undefined;
  },
});
