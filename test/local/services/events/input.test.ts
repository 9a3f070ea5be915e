import { inputOf } from '../../../../lib/local/services/events/model/input';
import type { Envelope } from '../../../../lib/local/services/events/model/records';

const rule = { name: 'deploy', arn: 'arn:aws:events:eu-west-1:111111111111:rule/deploy' };
const event: Envelope = {
  version: '0',
  id: '00000000-0000-4000-8000-000000000001',
  'detail-type': 'CodeCommit Repository State Change',
  source: 'aws.codecommit',
  account: '111111111111',
  time: '2026-01-02T03:04:05Z',
  region: 'eu-west-1',
  resources: ['arn:aws:codecommit:eu-west-1:111111111111:app'],
  detail: { commitId: 'abc', note: 'say "hi"\n', count: 3, tags: ['a', 'b'] },
};

function transformed(InputTemplate: string, InputPathsMap: Record<string, string> = {}): string {
  const target = { Id: 'one', Arn: 'x', InputTransformer: { InputPathsMap, InputTemplate } };
  return inputOf(target, event, rule);
}

describe('the input of a target', () => {
  test('is the event, where the target says nothing', () => {
    expect(JSON.parse(inputOf({ Id: 'one', Arn: 'x' }, event, rule))).toEqual(event);
  });

  test('is the constant, or the part of the event, that the target names', () => {
    expect(inputOf({ Id: 'one', Arn: 'x', Input: '{"a":1}' }, event, rule)).toBe('{"a":1}');
    expect(inputOf({ Id: 'one', Arn: 'x', InputPath: '$.detail.tags' }, event, rule)).toBe(
      '["a","b"]',
    );
  });

  test('has quotes around text where the placeholder has none', () => {
    expect(transformed('{"revisionValue":<c>}', { c: '$.detail.commitId' })).toBe(
      '{"revisionValue":"abc"}',
    );
  });

  test('has the text as it is where the placeholder stands in quotes, which a quote in it ends', () => {
    const paths = { n: '$.detail.note', c: '$.detail.count', i: '$.detail.commitId' };
    expect(transformed('{"text":"<i> is <c>"}', paths)).toBe('{"text":"abc is 3"}');
    expect(transformed('{"text":"it is <n>"}', paths)).toBe('{"text":"it is say "hi"\n"}');
    expect(JSON.parse(transformed('{"text":<n>}', paths))).toEqual({ text: 'say "hi"\n' });
  });

  test('takes numbers, lists and members of lists as they are', () => {
    const paths = { n: '$.detail.count', l: '$.detail.tags', r: '$.resources[0]' };
    expect(JSON.parse(transformed('{"n":<n>,"l":<l>,"r":<r>}', paths))).toEqual({
      n: 3,
      l: ['a', 'b'],
      r: event.resources[0],
    });
  });

  test('has nothing for a path that the event does not have', () => {
    const paths = { u: '$.detail.callerUserArn' };
    expect(transformed('{"a":<u>,"b":"by <u>"}', paths)).toBe('{"a":,"b":"by "}');
  });

  test('knows the placeholders that EventBridge fills in by itself', () => {
    const made = JSON.parse(
      transformed('{"rule":<aws.events.rule-arn>,"event":<aws.events.event.json>}'),
    );
    expect(made).toEqual({ rule: rule.arn, event });
  });
});
