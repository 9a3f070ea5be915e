import { eventsSince, type LogEvent } from '../aws/logs/events';
import { configFile } from '../contract';
import { GitenvError } from '../errors';
import type { OpenEnvironment } from '../target/open-environment';
import { Pause, patiently } from '../target/pause';

/** CloudWatch Logs takes in events some seconds late, so that each look begins before the last event that was seen. */
const overlapMs = 15_000;
/** It publishes a rate of a few calls a second for an account and region, which others need as well. */
const betweenLooksMs = 2_000;

/**
 * The log groups of an environment's application: those that `"logs"` names, or those of the stack that its kit deploys.
 * @throws GitenvError NO_LOGS if none is known
 */
export async function logGroupsOf({ account, environment }: OpenEnvironment): Promise<string[]> {
  const { name, logs } = environment;
  if (logs === undefined) throw noLogs(name, `${configFile} does not name it`);
  if ('groups' in logs) return [...logs.groups];
  const { madeResources } = await import('../aws/stack/stack-resources');
  const { describeStack } = await import('../aws/stack/stack');
  if (!(await describeStack(account, logs.stack)))
    throw noLogs(name, `there is no stack ${logs.stack}`);
  const groups = (await madeResources(account, logs.stack)).flatMap(({ type, physicalId }) => {
    if (type === 'AWS::Logs::LogGroup') return [physicalId];
    return type === 'AWS::Lambda::Function' ? [`/aws/lambda/${physicalId}`] : [];
  });
  if (groups.length > 0) return [...new Set(groups)];
  throw noLogs(name, `the stack ${logs.stack} has neither a log group nor a function of Lambda`);
}

function noLogs(environment: string, why: string): GitenvError {
  return new GitenvError(
    'NO_LOGS',
    `The log of the application in ${environment} is not known: ${why}`,
    { advice: `Name its log groups in ${configFile}: "logs": ["/aws/lambda/…"].` },
  );
}

/** What the groups have from a time on, oldest first. */
export async function* readApplicationLog(
  { account }: Pick<OpenEnvironment, 'account'>,
  groups: readonly string[],
  since: Date,
): AsyncGenerator<LogEvent> {
  const sources = groups.map((group) => eventsSince(account, group, since));
  const heads = await Promise.all(sources.map((source) => source.next()));
  for (;;) {
    const times = heads.map(({ value, done }) => (done ? Infinity : value.time.getTime()));
    const oldest = times.indexOf(Math.min(...times));
    const head = heads[oldest];
    const source = sources[oldest];
    if (!head || head.done || !source) return;
    yield head.value;
    heads[oldest] = await source.next();
  }
}

/** The same, and then what comes, until whoever asks has enough. A look that AWS does not answer is taken again. */
export async function* followApplicationLog(
  open: Pick<OpenEnvironment, 'account'>,
  groups: readonly string[],
  since: Date,
): AsyncGenerator<LogEvent> {
  let seen = new Map<string, number>();
  let from = since.getTime();
  for (;;) {
    const fresh: LogEvent[] = [];
    await patiently(async () => {
      fresh.length = 0;
      for await (const event of readApplicationLog(open, groups, new Date(from)))
        if (!seen.has(event.id)) fresh.push(event);
    }, new Pause());
    for (const event of fresh) seen.set(event.id, event.time.getTime());
    yield* fresh;
    const latest = Math.max(since.getTime() + overlapMs, ...seen.values());
    from = latest - overlapMs;
    seen = new Map([...seen].filter(([, time]) => time >= from));
    await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
  }
}
