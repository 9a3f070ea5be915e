import fs from 'node:fs';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { eventFile } from '../../../lib/local/services/logs/model/records';
import { startMachine, type TestMachine, testAccount, testRegion } from '../machine';

let machine: TestMachine;
let logs: CloudWatchLogsClient;
const clock = new Date();
let groups = 0;
beforeAll(async () => {
  machine = await startMachine({ now: () => clock });
  logs = new CloudWatchLogsClient(machine.client());
});
afterAll(() => machine.destroy());

async function newStream(logStreamName = 'stream', logGroupName = `/group/${groups++}`) {
  await logs.send(new CreateLogGroupCommand({ logGroupName })).catch(() => undefined);
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  return { logGroupName, logStreamName };
}

type Stream = Awaited<ReturnType<typeof newStream>>;

const put = (stream: Stream, messages: string[], timestamp = clock.getTime()) =>
  logs.send(
    new PutLogEventsCommand({
      ...stream,
      logEvents: messages.map((message, i) => ({ message, timestamp: timestamp + i })),
    }),
  );

async function get(input: GetLogEventsCommandInput) {
  const page = await logs.send(new GetLogEventsCommand(input));
  return { ...page, texts: (page.events ?? []).map(({ message }) => message) };
}

async function filter(input: FilterLogEventsCommandInput) {
  const texts: (string | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(new FilterLogEventsCommand({ ...input, nextToken }));
    texts.push(...(page.events ?? []).map(({ message }) => message));
    nextToken = page.nextToken;
  } while (nextToken);
  return texts;
}

describe('reading a stream', () => {
  test('forward, page by page, ends when the token comes back unchanged', async () => {
    const stream = await newStream();
    await put(stream, ['one', 'two', 'three']);
    const first = await get({ ...stream, startFromHead: true, limit: 2 });
    expect(first.texts).toEqual(['one', 'two']);
    const second = await get({ ...stream, nextToken: first.nextForwardToken, limit: 2 });
    expect(second.texts).toEqual(['three']);
    const end = await get({ ...stream, nextToken: second.nextForwardToken });
    expect(end.texts).toEqual([]);
    expect(end.nextForwardToken).toBe(second.nextForwardToken);
    await put(stream, ['four']);
    expect((await get({ ...stream, nextToken: end.nextForwardToken })).texts).toEqual(['four']);
  });

  test('from the newest backward, until the token comes back unchanged', async () => {
    const stream = await newStream();
    await put(stream, ['one', 'two', 'three']);
    const newest = await get({ ...stream, limit: 2 });
    expect(newest.texts).toEqual(['two', 'three']);
    const before = await get({ ...stream, nextToken: newest.nextBackwardToken });
    expect(before.texts).toEqual(['one']);
    const start = await get({ ...stream, nextToken: before.nextBackwardToken });
    expect(start.texts).toEqual([]);
    expect(start.nextBackwardToken).toBe(before.nextBackwardToken);
  });

  test('keeps every character, and lines longer than any buffer', async () => {
    const stream = await newStream();
    const messages = ['two\nlines\r', 'ünï\u{1F600}', '"\\', 'x'.repeat(300_000)];
    await put(stream, messages);
    expect((await get({ ...stream, startFromHead: true })).texts).toEqual(messages);
    expect((await get(stream)).texts).toEqual(messages);
  });

  test('holds back what does not fit into a megabyte', async () => {
    const stream = await newStream();
    const big = 'x'.repeat(700_000);
    await put(stream, [big]);
    await put(stream, [big]);
    const first = await get({ ...stream, startFromHead: true });
    expect(first.texts).toHaveLength(1);
    expect((await get({ ...stream, nextToken: first.nextForwardToken })).texts).toHaveLength(1);
  });

  test('within a range of time: from the start on, up to but without the end', async () => {
    const stream = await newStream();
    const t = clock.getTime();
    await put(stream, ['a', 'b', 'c', 'd'], t);
    expect((await get({ ...stream, startTime: t + 1, endTime: t + 3 })).texts).toEqual(['b', 'c']);
  });

  test.each(['f/1', 'x', `f/${'9'.repeat(57)}`])('refuses the token %p', async (nextToken) => {
    await expect(get({ ...(await newStream()), nextToken })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  test('an empty stream is empty, and a missing one is missing', async () => {
    const stream = await newStream();
    expect((await get(stream)).texts).toEqual([]);
    await expect(get({ ...stream, logStreamName: 'other' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    });
  });
});

describe('writing', () => {
  test('refuses a batch out of order and says which events are too old', async () => {
    const stream = await newStream();
    const t = clock.getTime();
    const logEvents = [
      { message: 'late', timestamp: t },
      { message: 'early', timestamp: t - 1 },
    ];
    await expect(
      logs.send(new PutLogEventsCommand({ ...stream, logEvents })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const old = await put(stream, ['old'], t - 15 * 86_400_000);
    expect(old.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 });
    expect((await get(stream)).texts).toEqual([]);
  });

  test('goes on after a crash in the middle of a line, and loses nothing but that line', async () => {
    const stream = await newStream();
    await put(stream, ['whole']);
    const context = machine.machine.context(
      { account: testAccount, arn: '', userId: '', accessKeyId: '' },
      testRegion,
    );
    fs.appendFileSync(eventFile(stream.logGroupName, stream.logStreamName, context), '[1,2,"tor');
    expect((await get(stream)).texts).toEqual(['whole']);
    await put(stream, ['after']);
    expect((await get(stream)).texts).toEqual(['whole', 'after']);
  });

  test('survives a restart', async () => {
    const stream = await newStream();
    await put(stream, ['kept']);
    machine = await machine.restart();
    logs = new CloudWatchLogsClient(machine.client());
    expect((await get(stream)).texts).toEqual(['kept']);
  });
});

describe('searching a group', () => {
  test('merges its streams by time, over any number of pages', async () => {
    const a = await newStream('a');
    const b = await newStream('b', a.logGroupName);
    const c = await newStream('c', a.logGroupName);
    const t = clock.getTime() - 10_000;
    await put(a, ['a0', 'a1'], t);
    await put(b, ['b0'], t + 1);
    await put(a, ['a2'], t + 3000);
    await put(c, ['c0', 'c1'], t + 2000);
    const { logGroupName } = a;
    const all = ['a0', 'a1', 'b0', 'c0', 'c1', 'a2'];
    expect(await filter({ logGroupName })).toEqual(all);
    expect(await filter({ logGroupName, limit: 1 })).toEqual(all);
    expect(await filter({ logGroupName, limit: 2, startTime: t + 1, endTime: t + 2001 })).toEqual(
      all.slice(1, 5),
    );
    expect(await filter({ logGroupName, logStreamNames: ['b'] })).toEqual(['b0']);
    expect(await filter({ logGroupName, logStreamNamePrefix: 'c' })).toEqual(['c0', 'c1']);
  });

  test.each([
    ['', ['ERROR disk full', 'WARN disk', 'ok']],
    ['disk', ['ERROR disk full', 'WARN disk']],
    ['ERROR full', ['ERROR disk full']],
    ['"disk full"', ['ERROR disk full']],
    ['disk -WARN', ['ERROR disk full']],
    ['?WARN ?ok', ['WARN disk', 'ok']],
  ])('for %p', async (filterPattern, expected) => {
    const stream = await newStream();
    await put(stream, ['ERROR disk full', 'WARN disk', 'ok']);
    expect(await filter({ logGroupName: stream.logGroupName, filterPattern })).toEqual(expected);
  });

  test('with a JSON pattern is refused by name', async () => {
    const { logGroupName } = await newStream();
    await expect(filter({ logGroupName, filterPattern: '{ $.a = 1 }' })).rejects.toMatchObject({
      name: 'NotImplementedException',
      $metadata: { httpStatusCode: 501 },
    });
  });
});

describe('groups and streams', () => {
  test('are described', async () => {
    const stream = await newStream();
    const t = clock.getTime();
    await put(stream, ['first', 'last'], t);
    const { logGroupName } = stream;
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }));
    const { logGroups } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }),
    );
    const arn = `arn:aws:logs:${testRegion}:${testAccount}:log-group:${logGroupName}`;
    expect(logGroups).toMatchObject([{ retentionInDays: 7, arn: `${arn}:*`, logGroupArn: arn }]);
    const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
    expect(logStreams).toMatchObject([
      { logStreamName: 'stream', firstEventTimestamp: t, lastEventTimestamp: t + 1 },
    ]);
  });

  test('are ordered by name or by their last event', async () => {
    const a = await newStream('a');
    const b = await newStream('b', a.logGroupName);
    await put(b, ['x'], clock.getTime() - 1000);
    await put(a, ['x'], clock.getTime());
    const names = async (more: object) => {
      const input = { logGroupName: a.logGroupName, ...more };
      const { logStreams } = await logs.send(new DescribeLogStreamsCommand(input));
      return logStreams?.map((stream) => stream.logStreamName);
    };
    expect(await names({ descending: true })).toEqual(['b', 'a']);
    expect(await names({ orderBy: 'LastEventTime', descending: true })).toEqual(['a', 'b']);
  });

  test('forget what is older than the retention', async () => {
    const stream = await newStream();
    const t = clock.getTime() - 2 * 86_400_000;
    await put(stream, ['old'], t);
    await put(stream, ['new']);
    const { logGroupName } = stream;
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }));
    expect((await get(stream)).texts).toEqual(['new']);
    expect(await filter({ logGroupName })).toEqual(['new']);
  });

  test('are gone with all their events when deleted', async () => {
    const stream = await newStream();
    await put(stream, ['gone']);
    await logs.send(new DeleteLogGroupCommand({ logGroupName: stream.logGroupName }));
    await expect(get(stream)).rejects.toMatchObject({
      message: 'The specified log group does not exist.',
    });
    await newStream(stream.logStreamName, stream.logGroupName);
    expect((await get(stream)).texts).toEqual([]);
  });
});
