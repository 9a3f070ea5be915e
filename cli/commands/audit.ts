import { ExitCode } from '../../lib/errors';
import { type Command, defineCommand } from '../command';

const verify = defineCommand({
  name: 'verify',
  summary: 'Verify the records of environments, and compare them with CodePipeline',
  description:
    'Looks whether each record is signed, follows the one before it, and none is left out; whether what this machine has seen before is still the ' +
    'same; and whether CodePipeline and the records tell the same. Exits with 6 where anything is wrong. See docs/guarded.md.',
  arguments: [{ spelling: '[env]', meaning: 'The environment (default: all)' }],
  options: [
    {
      spelling: '--offline',
      meaning: 'Ask nobody: verify what this machine has kept of the records',
    },
  ],
  examples: [
    { line: 'gitenv audit verify', meaning: 'all environments' },
    { line: 'gitenv audit verify prd --json', meaning: 'for a script' },
  ],
  run: async (session, { args: [name], options: { offline } }) => {
    const { auditRecords, holds } = await import('../../lib/audit/verify');
    const { cacheFolder } = await import('../../lib/inspect/kept-file');
    const { renderAudits } = await import('../render/audit');
    const { environment, environments } = await session.project();
    const asked = name === undefined ? environments : [environment(name)];
    const options = { offline, cache: cacheFolder(session.env), now: session.now() };
    const found = await Promise.all(asked.map((it) => auditRecords(it, options)));
    const audits = found.map(({ audit }) => audit);
    session.output.result({ environments: audits }, () =>
      renderAudits(audits, session.output.colors),
    );
    return audits.every(holds) ? undefined : ExitCode.releaseFailed;
  },
});

export const auditCommand: Command = {
  name: 'audit',
  group: 'Look',
  summary: 'Verify and export what environments have recorded of their releases',
  description:
    'An environment that is guarded, and the one before it, record each end of a release in a chain that a key of theirs signs.',
  commands: [verify],
};
