import { ExitCode } from '../../lib/errors';
import { defineCommand } from '../command';
import { progressOf } from '../render/progress';

export const driftCommand = defineCommand({
  name: 'drift',
  group: 'Look',
  summary: 'Compare an environment with the commit that runs in it',
  description:
    'Runs driftspec.yml of the commit that runs there, with the rights of the environment’s builds, which may change nothing. ' +
    'Exits with 0 where everything is as git says, and with 6 where anything is not. "driftSchedule" in gitenv.json has the ' +
    'environment do it by itself; gitenv status then shows the latest outcome.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  examples: [
    { line: 'gitenv drift prd', meaning: 'what somebody changed by hand' },
    { line: 'gitenv drift prd --json', meaning: 'for a script' },
  ],
  run: async (session, { args: [name] }) => {
    const { findDrift } = await import('../../lib/inspect/drift');
    const { renderDrift } = await import('../render/plan');
    const { output } = session;
    const { environment, root } = await session.project();
    const found = await findDrift(environment(name), { cwd: root }, progressOf(session));
    const drifted = found.changes.length > 0;
    output.result({ drifted, ...found }, () => renderDrift(found, output.colors));
    return drifted ? ExitCode.releaseFailed : undefined;
  },
});
