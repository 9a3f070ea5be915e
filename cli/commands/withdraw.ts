import { GitenvError } from '../../lib/errors';
import { defineCommand } from '../command';

export const withdrawCommand = defineCommand({
  name: 'withdraw',
  group: 'Release',
  summary: 'Say of a bad commit that it goes no further',
  description:
    'The guard of the environment keeps that, with who said it. From then on it signs for the commit no longer, so that no guarded ' +
    'environment after it takes it, and a guarded environment itself does not release it again. Nothing that runs is changed.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment, which has a guard' },
    { spelling: '<commit>', meaning: 'A commit that it has released' },
  ],
  options: [{ spelling: '--reason <text>', meaning: 'Why; needed' }],
  examples: [
    { line: "gitenv withdraw stg 1a2b3c4d --reason 'loses orders'", meaning: 'before prd gets it' },
  ],
  run: async (session, { args: [name, spec], options }) => {
    const { sayOfCommit } = await import('../../lib/inspect/guarded/say-of');
    const { environment, root } = await session.project();
    const reason = options.reason?.trim();
    if (!reason)
      throw new GitenvError('USAGE', 'To withdraw a commit needs a reason', {
        hint: `gitenv withdraw ${name} ${spec} --reason 'why'`,
      });
    const said = await sayOfCommit(environment(name), spec, reason, { cwd: root });
    const { renderSaid } = await import('../render/said');
    session.output.result({ environment: name, ...said }, () => renderSaid(name, said));
    return undefined;
  },
});
