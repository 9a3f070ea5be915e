import { GitenvError } from '../../lib/errors';
import { defineCommand } from '../command';

export const markCommand = defineCommand({
  name: 'mark',
  group: 'Release',
  summary: 'Say of a release that failed why that is fine',
  description:
    'The guard of the environment keeps that beside the release, with who said it, for whoever reads the history later. ' +
    'It changes nothing else.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment, which has a guard' },
    {
      spelling: '<release>',
      meaning: 'Its id, or a commit, whose newest release is meant',
    },
  ],
  options: [{ spelling: '--reason <text>', meaning: 'Why; needed' }],
  examples: [
    {
      line: "gitenv mark prd 1a2b3c4d --reason 'a test of the alarm'",
      meaning: 'for later readers',
    },
  ],
  run: async (session, { args: [name, spec], options }) => {
    const { sayOfRelease } = await import('../../lib/inspect/guarded/say-of');
    const { environment, root } = await session.project();
    const reason = options.reason?.trim();
    if (!reason)
      throw new GitenvError('USAGE', 'To mark a release needs a reason', {
        hint: `gitenv mark ${name} ${spec} --reason 'why'`,
      });
    const said = await sayOfRelease(
      environment(name),
      spec,
      { verb: 'mark', reason },
      { cwd: root },
    );
    const { renderSaid } = await import('../render/said');
    session.output.result({ environment: name, ...said }, () => renderSaid(name, said));
    return undefined;
  },
});
