import { defineCommand } from '../command';
import { progressOf } from '../render/progress';

export const watchCommand = defineCommand({
  name: 'watch',
  group: 'Look',
  summary: 'Follow the release that is on its way to its end',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  examples: [{ line: 'gitenv watch prd', meaning: 'whoever pushed it' }],
  run: async (session, { args: [name] }) => {
    const { newestInFlight } = await import('../../lib/follow/in-flight');
    const { openVerified } = await import('../../lib/target/open-environment');
    const { followRelease } = await import('../../lib/follow/follow');
    const { environment } = await session.project();
    const open = await openVerified(environment(name));
    const { id, commit } = await newestInFlight(open);
    const ended = await followRelease(open, { id, commit }, progressOf(session));
    session.output.result({ environment: name, release: ended }, () => '');
    return undefined;
  },
});
