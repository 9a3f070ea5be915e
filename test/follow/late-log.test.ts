import type { GetLogEventsRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { BatchGetBuildsOutput, ListBuildsOutput } from '@aws-sdk/client-codebuild';
import type { Context } from '../../lib/local/base/context';
import type { Service } from '../../lib/local/base/service';
import { services } from '../../lib/local/services';
import { install, type Stage, script, setStage } from '../deploy/stage';

/** So many looks after a build's end CloudWatch has nothing of its log yet. */
const late = 5;

/** CloudWatch Logs as it is when it lags: a build is over, and its log is empty for some more looks. */
function lagging(): Service[] {
  const looks = new Map<string, number>();
  return services.map((service) => {
    const own = service.operations.GetLogEvents;
    if (service.name !== 'logs' || !own) return service;
    const GetLogEvents = async (input: never, context: Context) => {
      const { logStreamName = '', nextToken }: GetLogEventsRequest = input;
      const count = looks.get(logStreamName) ?? 0;
      if (await isOver(logStreamName, context)) looks.set(logStreamName, count + 1);
      if (count < late) return { events: [], nextForwardToken: nextToken ?? `f/${'0'.repeat(56)}` };
      return own(input, context);
    };
    return { ...service, operations: { ...service.operations, GetLogEvents } };
  });
}

async function isOver(stream: string, context: Context): Promise<boolean> {
  const { ids } = await context.call<ListBuildsOutput>('codebuild', 'ListBuilds', {});
  const { builds } = await context.call<BatchGetBuildsOutput>('codebuild', 'BatchGetBuilds', {
    ids,
  });
  return builds?.find(({ logs }) => logs?.streamName === stream)?.buildComplete ?? false;
}

let stage: Stage;
beforeEach(async () => {
  stage = await setStage({ services: lagging() });
  await install(stage);
});
afterEach(() => stage.destroy());

test('the lines of a build that CloudWatch takes in late are told', async () => {
  await stage.commit('Break', { 'build.sh': script('echo the reason', 'exit 3') });
  const { stderr } = await stage.git(['push', 'dev']);
  expect(stderr).toContain('  the reason\n');
  expect(stderr).toContain("dev: the failing command's last lines were:\n");
});
