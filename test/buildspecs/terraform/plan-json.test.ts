import { changesIn } from '../../../buildspecs/terraform/plan-json';
import { resource } from './bench';

function changesOf(resource_changes: object[], output_changes: object = {}) {
  return changesIn(JSON.stringify({ format_version: '1.2', resource_changes, output_changes }));
}

describe('the JSON of a plan', () => {
  test.each([
    [['create'], 'add'],
    [['update'], 'change'],
    [['delete'], 'destroy'],
    [['delete', 'create'], 'replace'],
    [['create', 'delete'], 'replace'],
    [['forget'], 'change'],
    [['create', 'forget'], 'replace'],
    [['something-new'], 'destroy'],
  ])('that says %j is a plan to %s', (actions, action) => {
    expect(changesOf([resource('aws_sqs_queue.jobs', actions)])).toMatchObject([
      { action, type: 'aws_sqs_queue', name: 'aws_sqs_queue.jobs' },
    ]);
  });

  test.each([[['no-op']], [['read']]])('that says %j changes nothing', (actions) => {
    expect(changesOf([resource('aws_sqs_queue.jobs', actions)])).toEqual([]);
  });

  test('names what of a thing changes, also where the value is not known yet', () => {
    const before = { name: 'jobs', delay: 1, tags: { a: 1 }, arn: 'x' };
    const after = { name: 'jobs', delay: 2, tags: { a: 2 } };
    const change = { before, after, after_unknown: { arn: true, tags: {} } };
    expect(changesOf([resource('aws_sqs_queue.jobs', ['update'], change)])[0]?.detail).toBe(
      'delay, tags, arn',
    );
  });

  test('names what a replacement is for', () => {
    const change = { replace_paths: [['name'], ['tags', 'a'], ['tags', 'b']] };
    expect(
      changesOf([resource('aws_sqs_queue.jobs', ['delete', 'create'], change)])[0]?.detail,
    ).toBe('because of name, tags');
  });

  test('counts what moves in the state or is imported, since it has to be applied', () => {
    const moved = {
      ...resource('aws_sqs_queue.jobs', ['no-op']),
      previous_address: 'aws_sqs_queue.a',
    };
    const imported = resource('aws_sqs_queue.old', ['no-op'], { importing: { id: 'x' } });
    expect(changesOf([moved, imported])).toMatchObject([
      { action: 'change', detail: 'moved from aws_sqs_queue.a' },
      { action: 'change', detail: 'imported' },
    ]);
  });

  test('counts outputs, none of which destroys anything', () => {
    const outputs = {
      a: { actions: ['create'] },
      b: { actions: ['delete'] },
      c: { actions: ['no-op'] },
    };
    expect(changesOf([], outputs)).toMatchObject([
      { action: 'add', name: 'output.a' },
      { action: 'change', name: 'output.b', detail: 'removed' },
    ]);
  });

  test('of another format is refused', () => {
    expect(() => changesIn('{"format_version":"2.0"}')).toThrow('format 2.0');
  });
});
