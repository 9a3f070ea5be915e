import {
  CodePipelineClient,
  ListPipelineExecutionsCommand,
  RollbackStageCommand,
} from '@aws-sdk/client-codepipeline';
import { namesOf, stages } from '../../lib/contract';
import { application } from '../deploy/stage';
import { KitStage } from './going-back';

let kit: KitStage;
beforeEach(async () => {
  kit = await KitStage.set();
});
afterEach(() => kit.destroy());

/** Goes back to the first release as AWS's console does. */
async function rollBackDeploy(): Promise<void> {
  const client = new CodePipelineClient(kit.stage.machine.client());
  const { pipeline: pipelineName } = namesOf(application);
  const { pipelineExecutionSummaries = [] } = await client.send(
    new ListPipelineExecutionsCommand({ pipelineName }),
  );
  const first = pipelineExecutionSummaries.filter(({ status }) => status === 'Succeeded').at(-1);
  await client.send(
    new RollbackStageCommand({
      pipelineName,
      stageName: stages.deploy,
      targetPipelineExecutionId: first?.pipelineExecutionId,
    }),
  );
  await kit.stage.machine.idle();
}

async function answered(...words: string[]) {
  const { exitCode, stdout, stderr } = await kit.stage.gitenv([...words, '--json']);
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}

test('a release that RollbackStage made is shown with the bundle that it went back to', async () => {
  await kit.install({ DeployFrom: 'Source' });
  kit.useKit('script');
  kit.write('build', '#!/bin/sh\ndate +%N > result\n', 0o755);
  kit.write('deploy', '#!/bin/sh\ncat result\n', 0o755);
  await kit.release('First');
  await kit.release('Second');
  await rollBackDeploy();
  const { releases } = await answered('history', 'dev');
  const [back, second, first] = releases.map(({ bundle }: { bundle: string }) => bundle);
  expect(first).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(second).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(second).not.toBe(first);
  expect(back).toBe(first);
  const { environments } = await answered('status');
  expect(environments[0].running).toMatchObject({ release: releases[0].id, bundle: first });
});
