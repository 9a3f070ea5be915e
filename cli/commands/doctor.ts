import { defineCommand } from '../command';

export const doctorCommand = defineCommand({
  name: 'doctor',
  group: 'Look',
  summary: 'Check everything that a release depends on, and say how to fix it',
  description:
    'Looks at this machine, the commit that is checked out, and the environments. Changes nothing. Exits with 0 when there is no problem, warnings aside, and otherwise with 3.',
  arguments: [{ spelling: '[env...]', meaning: 'Only these environments (default: all)' }],
  examples: [
    { line: 'gitenv doctor', meaning: 'all environments side by side' },
    { line: 'gitenv doctor prd', meaning: 'this machine, the commit, and one environment' },
    { line: 'gitenv doctor --json', meaning: 'for a script' },
  ],
  run: async (session, { args: names }) => {
    const { examine } = await import('../../lib/setup/doctor/doctor');
    const { lookPatience } = await import('../../lib/target/look-patience');
    const { programHere, readEnvironmentTemplate, readGuard } = await import('../package');
    const { renderDoctor } = await import('../render/doctor');
    const { output, env } = session;
    const project = await session.project();
    const { root, config } = project;
    const only = names.length > 0 ? names.map((name) => project.environment(name).name) : undefined;
    const template = readEnvironmentTemplate(session.packageRoot);
    const program = programHere(session.packageRoot);
    const patienceMs = await lookPatience(env, { cwd: root });
    const now = session.now();
    const guard = readGuard(session.packageRoot);
    const look = { root, config, env, template, guard, program, now, patienceMs, only };
    const findings = await examine(look);
    const healthy = findings.every(({ outcome }) => outcome !== 'problem' && outcome !== 'unknown');
    output.result({ healthy, findings }, () => renderDoctor(findings, output.colors));
    return healthy ? undefined : 3;
  },
});
