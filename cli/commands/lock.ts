import { GitenvError } from '../../lib/errors';
import { defineCommand } from '../command';

export const lockCommand = defineCommand({
  name: 'lock',
  group: 'Release',
  summary: 'Keep releases out of an environment for a while',
  description:
    'Closes the way into Deploy in the account itself, so that it holds for every way of releasing. It always ends: the next ' +
    'gitenv command after its time takes it away. A push says who locked and why, and changes nothing.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [
    { spelling: '--reason <text>', meaning: 'Why, for whoever meets it; needed' },
    { spelling: '--for <span>', meaning: 'How long: 30m, 4h, 2d', fallback: '1h' },
  ],
  examples: [
    { line: 'gitenv lock prd --reason "database migration" --for 4h', meaning: 'until it is done' },
    { line: 'gitenv unlock prd', meaning: 'when it is done sooner' },
  ],
  run: async (session, { args: [name], options }) => {
    const { lockEnvironment } = await import('../../lib/target/lock');
    const { openVerified } = await import('../../lib/target/open-environment');
    const { describeClosed, parseSpan } = await import('../../lib/release/lock');
    const { environment } = await session.project();
    const reason = options.reason?.trim();
    if (!reason) throw usage(name, 'A lock needs a reason');
    const forMs = parseSpan(options.for);
    if (forMs === undefined) throw usage(name, `'${options.for}' is no length of time`);
    const open = await openVerified(environment(name));
    const made = await lockEnvironment(open, { reason, forMs }, session.now());
    session.output.result(
      { environment: name, ...made },
      () => `${name} is ${describeClosed(made)}`,
    );
    return undefined;
  },
});

function usage(name: string, sentence: string): GitenvError {
  const hint = `gitenv lock ${name} --reason "why" --for 4h`;
  return new GitenvError('USAGE', sentence, { hint });
}
