import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Build } from '@aws-sdk/client-codebuild';
import { startMachine, type TestMachine } from '../../machine';
import { buildspecOf, TestProject } from './project';
import { ServerProcess } from './server-process';

let machine: TestMachine;
let server: ServerProcess;
let project: TestProject;
beforeAll(async () => {
  machine = await startMachine();
  const { name } = await TestProject.create(machine);
  await machine.close();
  // Less than a build prints here: what was held of it would end the server.
  server = await ServerProcess.start(machine.root, '--max-old-space-size=128');
  project = server.project(machine, name);
});
afterAll(async () => {
  await server.kill('SIGTERM');
  await machine.destroy();
});

async function ended(id: string | undefined): Promise<Build> {
  for (;;) {
    const build = await project.get(id);
    if (build.buildComplete) return build;
    await delay(200);
  }
}

/** The most memory the server has ever held, in MB. */
function peakMemory(): number {
  const status = fs.readFileSync(`/proc/${server.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a build may print 200 MB: all of it is kept, in little memory', async () => {
  const line = '0123456789'.repeat(10);
  const { id, logs } = await project.start({
    buildspecOverride: buildspecOf({
      build: { commands: [`yes ${line} | head -n 2000000`, 'echo the very last line'] },
    }),
  });
  expect((await ended(id)).buildStatus).toBe('SUCCEEDED');
  expect(peakMemory()).toBeLessThan(300);
  const client = new CloudWatchLogsClient({ ...machine.client(), endpoint: server.endpoint });
  const { events = [] } = await client.send(
    new GetLogEventsCommand({
      logGroupName: logs?.groupName,
      logStreamName: logs?.streamName,
      limit: 50,
    }),
  );
  const messages = events.map(({ message }) => message?.trimEnd());
  expect(messages).toContain('the very last line');
  expect(messages).toContain(line);
});

test('twenty builds may run at once', async () => {
  const started = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      project.start({
        buildspecOverride: buildspecOf({ build: { commands: ['sleep 1', `echo build ${n}`] } }),
      }),
    ),
  );
  const builds = await Promise.all(started.map(({ id }) => ended(id)));
  expect(builds.map(({ buildStatus }) => buildStatus)).toEqual(Array(20).fill('SUCCEEDED'));
  expect(new Set(builds.map(({ buildNumber }) => buildNumber)).size).toBe(20);
});
