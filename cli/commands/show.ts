import { defineCommand } from '../command';

export const showCommand = defineCommand({
  name: 'show',
  group: 'Look',
  summary: 'Show one release as a whole: who, what, when, how it went, its record',
  description:
    'By the id of the release, or by a commit: then it is the latest release of that. What CodePipeline has forgotten, which it does after twelve ' +
    'months, is told by the records of environments that keep some.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    { spelling: '<release>', meaning: 'Id of the release, or a commit' },
  ],
  examples: [
    { line: 'gitenv show prd 1a2b3c4d', meaning: 'the latest release of that commit' },
    { line: 'gitenv show prd v1.4 --json', meaning: 'for a report' },
  ],
  run: async (session, { args: [name, spec] }) => {
    const { wholeRelease } = await import('../../lib/audit/whole-release');
    const { cacheFolder } = await import('../../lib/inspect/kept-file');
    const { lookPatience } = await import('../../lib/target/look-patience');
    const { renderWholeRelease } = await import('../render/whole-release');
    const { environment, root } = await session.project();
    const place = { cwd: root };
    const options = {
      offline: false,
      cache: cacheFolder(session.env),
      now: session.now(),
      patienceMs: await lookPatience(session.env, place),
    };
    const found = await wholeRelease(environment(name), spec, options, place);
    session.output.result(found, () => renderWholeRelease(found, session.output.colors));
    return undefined;
  },
});
