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

const exporting = defineCommand({
  name: 'export',
  summary: 'Write what an environment has recorded in a period to a folder',
  description:
    'A table (CSV), the same as JSON, the records as they are stored, and a README that says how to verify all of it with git, openssl and sha256sum ' +
    'alone. Exits with 6 where the records are not as they should be.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [
    {
      spelling: '--from <day>',
      meaning: 'The first day, such as 2026-01-01, in UTC (default: all)',
    },
    { spelling: '--to <day>', meaning: 'The last day (default: today)' },
    { spelling: '--out <dir>', meaning: 'The folder, which is made (default: audit-<env>)' },
    { spelling: '--offline', meaning: 'Ask nobody: export what this machine has kept' },
  ],
  examples: [
    {
      line: 'gitenv audit export prd --from 2026-01-01 --to 2026-03-31',
      meaning: 'a quarter, for an auditor',
    },
  ],
  run: async (session, { args: [name], options }) => {
    const { exportRecords } = await import('../../lib/audit/export');
    const { momentTyped } = await import('../../lib/release/moment-typed');
    const { cacheFolder } = await import('../../lib/inspect/kept-file');
    const { renderExported } = await import('../render/audit');
    const now = session.now();
    const from = options.from === undefined ? new Date(0) : momentTyped('--from', options.from);
    const end = new Date(now.getTime() + 86_400_000);
    const to = options.to === undefined ? end : momentTyped('--to', options.to, true);
    const { environment } = await session.project();
    const { offline, out = `audit-${name}` } = options;
    const known = { offline, cache: cacheFolder(session.env), now };
    const found = await exportRecords(
      environment(name),
      { from, to },
      [session.directory, out],
      known,
    );
    session.output.result(found, () => renderExported(found, session.output.colors));
    return found.holds ? undefined : ExitCode.releaseFailed;
  },
});

export const auditCommand: Command = {
  name: 'audit',
  group: 'Look',
  summary: 'Verify and export what environments have recorded',
  description:
    'An environment that is guarded, and the one before it, record each end of a release in a chain that a key of theirs signs.',
  commands: [verify, exporting],
};
