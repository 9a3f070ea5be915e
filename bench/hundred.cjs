// Prints how many ms 100 executions take in a QUEUED pipeline, never more than 40 of them waiting.
const {
  CodePipelineClient,
  GetPipelineCommand,
  ListPipelineExecutionsCommand,
  StartPipelineExecutionCommand,
  UpdatePipelineCommand,
} = require('@aws-sdk/client-codepipeline');

process.env.AWS_PROFILE = 'gitenv-dev';
const client = new CodePipelineClient();
const name = 'app';

async function inProgress() {
  const { pipelineExecutionSummaries = [] } = await client.send(
    new ListPipelineExecutionsCommand({ pipelineName: name }),
  );
  return pipelineExecutionSummaries.filter(({ status }) => status === 'InProgress').length;
}

async function main() {
  const { pipeline } = await client.send(new GetPipelineCommand({ name }));
  await client.send(
    new UpdatePipelineCommand({ pipeline: { ...pipeline, executionMode: 'QUEUED' } }),
  );
  const from = process.hrtime.bigint();
  for (let started = 0; started < 100; started++) {
    while ((await inProgress()) >= 40) await new Promise((resolve) => setTimeout(resolve, 200));
    await client.send(new StartPipelineExecutionCommand({ name }));
  }
  while ((await inProgress()) > 0) await new Promise((resolve) => setTimeout(resolve, 200));
  process.stdout.write(String(Number(process.hrtime.bigint() - from) / 1e6));
}

void main();
