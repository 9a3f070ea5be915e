import path from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuildClient, ListBuildsForProjectCommand } from '@aws-sdk/client-codebuild';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { buildSync } from 'esbuild';
import { namesOf, parameters, yes } from '../../../lib/contract';
import { Clock, hour } from '../../bootstrap/rights/stories/clock';
import { typed, useScripts } from '../../bootstrap/rights/stories/story';
import { application } from '../../deploy/stage';
import { KitStage } from '../going-back';

const { buildLogGroup, deployProject } = namesOf(application);
const clock = new Clock();

/** Says in whose name it runs, as one file. */
function whoProgram(): string {
  const contents = `
    import { call } from './lib/aws/call/call';
    import { getCallerIdentity } from './lib/aws/account/sts';
    import { roleCredentials } from './buildspecs/program/job/credentials';
    const endpoint = () => process.env.AWS_ENDPOINT_URL;
    const caller = { region: process.env.AWS_REGION, endpoint, credentials: roleCredentials(process.env) };
    call(caller, getCallerIdentity, {}).then(({ Arn }) => console.log('RUNS AS ' + Arn));
  `;
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: path.join(__dirname, '../../..'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

const driftspec = 'version: 0.2\nphases:\n  build:\n    commands:\n      - node who.cjs\n';

let kit: KitStage;
beforeEach(async () => {
  clock.reset();
  kit = await KitStage.set(clock.options);
});
afterEach(() => kit.destroy());

/** A schedule compares with what the branch is at, whether or not anybody has approved that. */
test('the driftspec of a commit that waits for approval, or was rejected, has the rights of builds alone', async () => {
  await kit.install({ [parameters.approval]: yes, [parameters.driftSchedule]: 'rate(1 hour)' });
  useScripts(kit);
  const first = await kit.begin('One', {});
  await kit.stage.machine.idle();
  await typed(kit, 'approve', 'dev', first, '--yes');
  const evil = await kit.begin('Two', { 'who.cjs': whoProgram(), 'driftspec.yml': driftspec });
  await kit.stage.machine.idle();
  const deploys = await deploysSoFar();

  await anHourLater();
  expect(await rolesThatRan()).toEqual([expect.stringMatching(buildRole)]);
  await typed(kit, 'reject', 'dev', evil, '--yes');
  await anHourLater();
  expect(await rolesThatRan()).toEqual(Array(2).fill(expect.stringMatching(buildRole)));
  expect(await deploysSoFar()).toEqual(deploys);
});

const buildRole = /^arn:aws:sts::\d{12}:assumed-role\/gitenv-shop-BuildRole-/;

function anHourLater(): Promise<void> {
  return clock.pass(kit.stage.machine, 1.1 * hour, (settings) =>
    new EventBridgeClient(settings).send(new ListRulesCommand({})),
  );
}

async function rolesThatRan(): Promise<string[]> {
  const client = new CloudWatchLogsClient(settings());
  const { events = [] } = await client.send(
    new FilterLogEventsCommand({ logGroupName: buildLogGroup }),
  );
  return events.flatMap(({ message = '' }) => /^RUNS AS (\S+)/.exec(message)?.[1] ?? []);
}

async function deploysSoFar(): Promise<readonly string[]> {
  const client = new CodeBuildClient(settings());
  const { ids = [] } = await client.send(
    new ListBuildsForProjectCommand({ projectName: deployProject }),
  );
  return ids;
}

const settings = () =>
  ({
    ...kit.stage.machine.client(),
    systemClockOffset: clock.now().getTime() - Date.now(),
  }) as never;
