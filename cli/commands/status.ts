import { defineCommand } from '../command';
import type { Session } from '../session';

export const statusCommand = defineCommand({
  name: 'status',
  group: 'Look',
  summary: 'Show what should run, what runs and what is on its way, everywhere',
  description:
    'What should run is the tip of the branch; what runs is the commit whose deploy succeeded last, or something between ' +
    'two commits if a deploy came to nothing half way. An environment is compared with the one before it on the path, by the commits that run in one and not in the other. Exits with 0 ' +
    'when every environment answered, and otherwise as the first that did not would fail by itself (3 not installed, ' +
    '4 access, 5 refused or unreachable).',
  arguments: [{ spelling: '[env...]', meaning: 'Only these environments (default: all)' }],
  examples: [
    { line: 'gitenv status', meaning: 'every environment in one table' },
    { line: 'gitenv status prd', meaning: 'only one of them, compared with the one before it' },
    { line: 'gitenv status --json', meaning: 'for a script' },
  ],
  run: async (session, { args: names }) => {
    const { statusOf } = await import('../../lib/inspect/status');
    const { cacheFolder } = await import('../../lib/inspect/kept-file');
    const { lookPatience } = await import('../../lib/target/look-patience');
    const { errorAnswer } = await import('../render/error');
    const { renderStatus } = await import('../render/status');
    const { output } = session;
    const project = await session.project();
    const place = { cwd: project.root };
    const view = { now: session.now(), columns: output.columns, colors: output.colors };
    const area = await tableArea(session);
    const environments = await statusOf(project.environments, place, {
      keptIn: cacheFolder(session.env),
      patienceMs: await lookPatience(session.env, place),
      only: names.length > 0 ? names.map((name) => project.environment(name).name) : undefined,
      onAnswer: (known) => area?.show(renderStatus(known, view)),
    });
    const answer = {
      application: project.config.application,
      environments: environments.map(({ error, ...rest }) => ({
        ...rest,
        error: error && errorAnswer(error),
      })),
    };
    output.result(answer, () => renderStatus(environments, view));
    return environments.find(({ error }) => error)?.error?.exitCode;
  },
});

/** Where somebody watches, what has answered is shown while the rest is waited for. */
async function tableArea({ output }: Session) {
  const sink = output.json ? undefined : output.liveSink;
  if (!sink) return undefined;
  const { Draft } = await import('../render/draft');
  const draft = new Draft(sink);
  output.show(draft);
  return draft;
}
