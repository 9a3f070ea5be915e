import { findDrift } from '../../lib/inspect/drift';
import { type Pipelines, setPipelines } from '../deploy/pipelines';

let pipelines: Pipelines;
beforeEach(async () => {
  pipelines = await setPipelines();
});
afterEach(() => pipelines.destroy());

test('a comparison is refused before any build where the commit that runs has nothing to compare with', async () => {
  const commit = pipelines.commit('Without a driftspec');
  await pipelines.deploy('dev', commit);
  const said: string[] = [];
  const progress = {
    say: (line: string) => said.push(line),
    log: (line: string) => said.push(line),
    whenInterrupted: () => undefined,
  };
  const found = findDrift(pipelines.environment('dev'), { cwd: pipelines.root }, progress);
  await expect(found).rejects.toMatchObject({
    code: 'NO_PLAN',
    message: `${commit.slice(0, 8)}, which runs in dev, has no driftspec.yml: its kit cannot compare.`,
  });
  expect(said).toEqual([]);
});
