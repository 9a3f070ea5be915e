import { GitenvError } from '../../lib/errors';
import { defineCommand } from '../command';

export const lockCommand = defineCommand({
  name: 'lock',
  group: 'Release',
  summary: 'Keep releases out of an environment for a while',
  description:
    'Closes the way into Deploy in the account itself, so that it holds for every way of releasing. It ends by itself there, ' +
    'at its time by AWS’s clock. Releases that wait go on then. A push says who locked and why, and changes nothing.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [
    { spelling: '--reason <text>', meaning: 'Why, for whoever meets it; needed' },
    { spelling: '--for <span>', meaning: 'How long: 30m, 4h, 2d; 1h unless said otherwise' },
    {
      spelling: '--from <time>',
      meaning: 'When it begins, if not now: 18:00, 2026-12-24T18:00, 2026-12-24T18:00Z',
    },
    { spelling: '--until <time>', meaning: 'When it ends, in place of --for' },
    { spelling: '--replace', meaning: 'In place of the lock that there is' },
  ],
  examples: [
    { line: 'gitenv lock prd --reason "database migration" --for 4h', meaning: 'until it is done' },
    {
      line: 'gitenv lock prd --reason rest --from 2026-12-24T12:00 --until 2026-12-27T08:00',
      meaning: 'for a time to come',
    },
    { line: 'gitenv unlock prd', meaning: 'if it ends sooner' },
  ],
  run: async (session, { args: [name], options }) => {
    const { setLock } = await import('../../lib/target/lock/set');
    const { openEnvironment } = await import('../../lib/target/open-environment');
    const { describeLock } = await import('../../lib/release/lock/closed');
    const { checkAsked } = await import('../../lib/release/lock/window');
    const { environment } = await session.project();
    const { from, until, for: span, replace } = options;
    const window = { environment: name, span, from, until };
    checkAsked(window);
    const reason = options.reason?.trim();
    if (!reason) throw noReason(name);
    const open = await openEnvironment(environment(name));
    const made = await setLock(open, { reason, window, replace });
    session.output.result({ environment: name, ...made }, () => `${name} ${describeLock(made)}`);
    return undefined;
  },
});

function noReason(name: string): GitenvError {
  const hint = `gitenv lock ${name} --reason "why" --for 4h`;
  return new GitenvError('USAGE', 'A lock needs a reason', { hint });
}
