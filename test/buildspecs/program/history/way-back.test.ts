import type { Execution } from '../../../../buildspecs/program/history/executions';
import { putsBack } from '../../../../buildspecs/program/history/way-back';

/** Newest first, such as `bad Failed` of a release that began to deploy, `bad Failed early` of one that did not. */
async function goesBack(commit: string, ...earlier: string[]): Promise<boolean> {
  const began = new Map<Execution, boolean>();
  for (const [index, words] of earlier.entries()) {
    const [revisionId = '', status = '', early] = words.split(' ');
    const execution = {
      pipelineExecutionId: String(index),
      status,
      sourceRevisions: [{ revisionId }],
    };
    began.set(execution, early === undefined);
  }
  return putsBack(commit, began.keys(), async (it) => began.get(it) ?? false);
}

describe('a release goes back', () => {
  test.each([
    ['after another succeeded', ['bad Succeeded', 'good Succeeded']],
    ['after another failed while it deployed', ['bad Failed', 'good Succeeded']],
    ['while another deploys', ['bad InProgress', 'good Succeeded']],
    ['after another was stopped', ['bad Stopped', 'good Succeeded']],
    ['once more, where going back failed', ['good Failed', 'bad Succeeded', 'good Succeeded']],
    ['where its own repetition was cut short', ['good Stopped', 'good Succeeded']],
    ['over several', ['worse Failed early', 'bad Succeeded', 'fair Succeeded', 'good Succeeded']],
  ])('%s', async (_, earlier) => {
    expect(await goesBack('good', ...earlier)).toBe(true);
  });
});

describe('a release does not go back', () => {
  test.each([
    ['where it is the first', []],
    ['where the commit is new', ['bad Failed', 'other Succeeded']],
    ['where the commit never succeeded here', ['bad Succeeded', 'good Failed', 'other Succeeded']],
    ['where its commit runs', ['good Succeeded', 'bad Succeeded', 'good Succeeded']],
    ['where nothing since then came to deploy', ['bad Failed early', 'good Succeeded']],
  ])('%s', async (_, earlier) => {
    expect(await goesBack('good', ...earlier)).toBe(false);
  });
});
