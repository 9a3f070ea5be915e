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
    const { openGate } = await import('../../lib/target/lock');
    const { followRelease } = await import('../../lib/follow/follow');
    const { environment } = await session.project();
    const gate = await openGate(environment(name));
    const { id: releaseId, commit } = await newestInFlight(gate);
    const ended = await followRelease({ ...gate, releaseId, commit }, progressOf(session));
    session.output.result({ environment: name, release: ended }, () => '');
    return undefined;
  },
});
