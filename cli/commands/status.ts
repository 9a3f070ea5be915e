import { defineCommand } from '../command';

export const statusCommand = defineCommand({
  name: 'status',
  group: 'Look',
  summary: 'Show what should run, what runs and what is on its way, everywhere',
  description:
    'What should run is the tip of the branch; what runs is the newest release that succeeded. An environment is ' +
    'compared with the one before it on the path, by the commits that run in one and not in the other. Exits with 0 ' +
    'when every environment answered, and otherwise as the first that did not would fail by itself (3 not installed, ' +
    '4 access, 5 refused or unreachable).',
  examples: [
    { line: 'gitenv status', meaning: 'every environment in one table' },
    { line: 'gitenv status --json', meaning: 'for a script' },
  ],
  run: async (session) => {
    const { statusOf } = await import('../../lib/inspect/status');
    const { renderStatus } = await import('../render/status');
    const { output } = session;
    const project = await session.project();
    const environments = await statusOf(project.environments, { cwd: project.root });
    const answer = {
      application: project.config.application,
      environments: environments.map(({ error, ...rest }) => ({
        ...rest,
        error: error && { code: error.code, message: error.message, hint: error.hint },
      })),
    };
    output.result(answer, () =>
      renderStatus(environments, {
        now: session.now(),
        columns: output.columns,
        colors: output.colors,
      }),
    );
    return environments.find(({ error }) => error)?.error?.exitCode;
  },
});
