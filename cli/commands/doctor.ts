import { defineCommand } from '../command';

export const doctorCommand = defineCommand({
  name: 'doctor',
  group: 'Look',
  summary: 'Check everything that a release depends on, and say how to fix it',
  description:
    'Changes nothing. Exits with 0 when there is no problem, warnings aside, and otherwise with 3.',
  examples: [
    { line: 'gitenv doctor', meaning: 'all environments side by side' },
    { line: 'gitenv doctor --json', meaning: 'for a script' },
  ],
  run: async (session) => {
    const { examine } = await import('../../lib/setup/doctor/doctor');
    const { lookPatience } = await import('../../lib/target/look-patience');
    const { programHere, readEnvironmentTemplate } = await import('../package');
    const { renderDoctor } = await import('../render/doctor');
    const { output, env } = session;
    const { root, config } = await session.project();
    const template = readEnvironmentTemplate(session.packageRoot);
    const program = programHere(session.packageRoot);
    const patienceMs = await lookPatience(env, { cwd: root });
    const now = session.now();
    const look = { root, config, env, template, program, now, patienceMs };
    const findings = await examine(look);
    const healthy = findings.every(({ outcome }) => outcome !== 'problem' && outcome !== 'unknown');
    output.result({ healthy, findings }, () => renderDoctor(findings, output.colors));
    return healthy ? undefined : 3;
  },
});
