import fs from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  ListPipelineExecutionsCommand,
  paginateListPipelineExecutions,
} from '@aws-sdk/client-codepipeline';
import { testAccount, testRegion } from '../../machine';
import { build, declare, stage } from './declarations';
import { Trial } from './trial';

const many = 10_000;

/** Copies of the first execution, as files: ten thousand real ones would take the tests minutes. */
function fillHistory(root: string): void {
  const region = path.join(root, 'accounts', testAccount, testRegion);
  const folder = path.join(region, 'codepipeline', 'executions', 'app');
  const [name = ''] = fs.readdirSync(folder);
  const first = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
  for (let sequence = 2; sequence <= many; sequence += 1) {
    const id = `execution-${sequence}`;
    const copy = name.replace(/^\d+_[^_]+/, `${String(sequence).padStart(10, '0')}_${id}`);
    fs.writeFileSync(path.join(folder, copy), JSON.stringify({ ...first, id, sequence }));
  }
}

/** What this process, which is the server's too, holds when its garbage is collected, in bytes. */
function held(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

test('a history of ten thousand executions is paged through without being held in memory', async () => {
  const trial = await Trial.begin();
  try {
    await trial.create(declare([stage('Build', build('instant'))]));
    await trial.machine.idle();
    fillHistory(trial.machine.root);
    await trial.restart();
    const before = held();
    const command = new ListPipelineExecutionsCommand({ pipelineName: 'app' });
    const { pipelineExecutionSummaries = [] } = await trial.client.send(command);
    expect(pipelineExecutionSummaries).toHaveLength(100);
    expect(pipelineExecutionSummaries[0]?.pipelineExecutionId).toBe(`execution-${many}`);
    const newest = await trial.start();
    await trial.machine.idle();
    const seen = new Set<string>();
    const paginated = paginateListPipelineExecutions(
      { client: trial.client },
      { pipelineName: 'app', filter: { succeededInStage: { stageName: 'Build' } } },
    );
    const during: number[] = [];
    for await (const page of paginated) {
      for (const { pipelineExecutionId = '' } of page.pipelineExecutionSummaries ?? [])
        seen.add(pipelineExecutionId);
      if (seen.size % 1000 === 0) during.push(held());
    }
    expect(seen.size).toBe(many + 1);
    expect(seen).toContain(newest);
    expect(during).toHaveLength(many / 1000);
    expect(Math.max(...during) - before).toBeLessThan(10_000_000);
  } finally {
    await trial.machine.destroy();
  }
});
