import { GitenvError } from '../../lib/errors';
import { defineCommand } from '../command';

export const acknowledgeCommand = defineCommand({
  name: 'acknowledge',
  group: 'Release',
  summary: 'Review a release that passed the gate for a reason alone',
  description:
    'The guard of the environment keeps that, with who said it. A break-glass release stands on gitenv status until somebody else than ' +
    'who pushed it has reviewed it.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment, which is guarded' },
    {
      spelling: '<release>',
      meaning: 'Its id, or a commit, whose newest release is meant',
    },
  ],
  options: [{ spelling: '--review <text>', meaning: 'What you found; needed' }],
  examples: [
    {
      line: "gitenv acknowledge prd 1a2b3c4d --review 'fixed the outage, tests follow'",
      meaning: 'by a second person',
    },
  ],
  run: async (session, { args: [name, spec], options }) => {
    const { sayOfRelease } = await import('../../lib/inspect/guarded/say-of');
    const { environment, root } = await session.project();
    const reason = options.review?.trim();
    if (!reason)
      throw new GitenvError('USAGE', 'A review needs words', {
        hint: `gitenv acknowledge ${name} ${spec} --review 'what you found'`,
      });
    const saying = { verb: 'acknowledge', reason } as const;
    const said = await sayOfRelease(environment(name), spec, saying, { cwd: root });
    const { renderSaid } = await import('../render/said');
    session.output.result({ environment: name, ...said }, () => renderSaid(name, said));
    return undefined;
  },
});
