// Answers for a pipeline with 10,000 executions, each 80 ms after it was asked. Prints its address, and runs until it is ended.
// COMMITS names a file with the commit of each, newest first; without it they are made up.
import fs from 'node:fs';
import http from 'node:http';

const count = 10_000;
const delayMs = Number(process.env.DELAY_MS ?? 80);
const newest = Date.parse('2026-06-01T12:00:00Z') / 1000;
const stages = ['Source', 'Build', 'Deploy'];
const person = 'arn:aws:iam::111111111111:user/ben';
const idOf = (index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

const commits = process.env.COMMITS && fs.readFileSync(process.env.COMMITS, 'utf8').split('\n');
const executions = Array.from({ length: count }, (_, index) => ({
  pipelineExecutionId: idOf(index),
  status: index % 20 === 19 ? 'Superseded' : index % 10 === 3 ? 'Failed' : 'Succeeded',
  startTime: newest - index * 3600,
  lastUpdateTime: newest - index * 3600 + 300,
  sourceRevisions: [
    { revisionId: commits?.[index] ?? String(index).padStart(40, '0'), revisionSummary: 'Change' },
  ],
  trigger: { triggerType: 'StartPipelineExecution', triggerDetail: person },
}));

const actions = executions.flatMap(({ pipelineExecutionId, status, startTime }) => {
  const ran = { Superseded: [], Failed: stages.slice(0, 2) }[status] ?? stages;
  return ran
    .map((name, index) => ({
      pipelineExecutionId,
      actionExecutionId: `${pipelineExecutionId}-${name}`,
      stageName: name,
      actionName: name,
      startTime: startTime + index * 60,
      lastUpdateTime: startTime + index * 60 + 50,
      status: status === 'Failed' && name === 'Build' ? 'Failed' : 'Succeeded',
      output: { outputVariables: { GITENV_BUNDLE: `sha256:${'b'.repeat(64)}` } },
    }))
    .reverse();
});

function page(field, all, { nextToken = '0', maxResults = 100 }) {
  const end = Number(nextToken) + maxResults;
  const more = end < all.length ? { nextToken: String(end) } : {};
  return { [field]: all.slice(Number(nextToken), end), ...more };
}

const operations = {
  ListPipelineExecutions: (input) => page('pipelineExecutionSummaries', executions, input),
  ListActionExecutions: (input) => page('actionExecutionDetails', actions, input),
  GetPipelineState: () => ({ created: newest - count * 3600, stageStates: [] }),
  GetBranch: () => ({
    branch: { branchName: 'main', commitId: executions[0].sourceRevisions[0].revisionId },
  }),
  GetPipeline: () => ({ pipeline: { name: 'app', stages: [] }, metadata: {} }),
  BatchGetBuilds: () => ({ builds: [] }),
  GetPipelineExecution: ({ pipelineExecutionId }) => ({
    pipelineExecution: { pipelineExecutionId, variables: [] },
  }),
  GetRepository: () => ({
    // Where nobody listens: the reasons of releases are not what is measured.
    repositoryMetadata: {
      accountId: '111111111111',
      cloneUrlHttp: 'http://127.0.0.1:1/v1/repos/app',
    },
  }),
};

const server = http.createServer(async (incoming, outgoing) => {
  let body = '';
  for await (const chunk of incoming) body += chunk;
  const name = String(incoming.headers['x-amz-target']).split('.').pop();
  const answer = operations[name]?.(JSON.parse(body || '{}'));
  setTimeout(() => {
    outgoing.writeHead(answer ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    outgoing.end(JSON.stringify(answer ?? { __type: 'UnknownOperationException' }));
  }, delayMs);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
