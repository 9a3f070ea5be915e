import { eventsSince, isLogGroup, type LogEvent } from '../../aws/build/log-events';
import type { OpenEnvironment } from '../../target/open-environment';
import { Pause, patiently } from '../../target/pause';

/** CloudWatch Logs takes in events some seconds late, so that each look begins before the last event that was seen. */
const overlapMs = 15_000;
/** It publishes a rate of a few calls a second for an account and region, which others need as well. */
const betweenLooksMs = 2_000;

/** Those of the groups that are not there: nothing was logged yet, or the name is wrong. */
export async function missingGroups(
  { account }: Pick<OpenEnvironment, 'account'>,
  groups: readonly string[],
): Promise<string[]> {
  const are = await Promise.all(groups.map((group) => isLogGroup(account, group)));
  return groups.filter((_, index) => !are[index]);
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
