import { installed } from './installed';

interface Transformer {
  InputPathsMap: Record<string, string>;
  InputTemplate: string;
}

/** What EventBridge makes of an event: each path's value in place of its `<name>`, strings in quotes. */
function transform(rule: string, detail: Record<string, string>) {
  const { InputPathsMap, InputTemplate }: Transformer =
    installed()[rule].Targets[0].InputTransformer;
  const input = InputTemplate.replaceAll(/<(\w+)>/g, (_, name: string) => {
    const key = InputPathsMap[name]?.replace('$.detail.', '') ?? '';
    return JSON.stringify(detail[key]);
  });
  return JSON.parse(input);
}

const detail = {
  commitId: '1f0c6e25d4ac2d22f92a9c3c7be0a1c9dc5eb5fb',
  callerUserArn: 'arn:aws:sts::111111111111:assumed-role/Developer/ada@example.com',
};

const pinned = [
  { actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: detail.commitId },
];

describe('a push', () => {
  test('starts the pipeline with exactly the pushed commit and who pushed it', () => {
    expect(transform('PushRule', detail)).toEqual({
      sourceRevisions: pinned,
      variables: [{ name: 'PUSHED_BY', value: detail.callerUserArn }],
    });
  });

  test('of which AWS does not say whose it is starts the pipeline too', () => {
    expect(transform('UnnamedPushRule', { commitId: detail.commitId })).toEqual({
      sourceRevisions: pinned,
    });
  });

  test('is heard by one of the two rules and never by both', () => {
    const { PushRule, UnnamedPushRule } = installed();
    expect(PushRule.EventPattern.detail.callerUserArn).toEqual([{ exists: true }]);
    expect(UnnamedPushRule.EventPattern.detail.callerUserArn).toEqual([{ exists: false }]);
  });
});

describe.each(['PushRule', 'UnnamedPushRule'])('%s', (rule) => {
  const { EventPattern, Targets, State } = installed({ Branch: 'trunk' })[rule];

  test('hears when the deploy branch is created or moved, and nothing else', () => {
    expect(State).toBe('ENABLED');
    expect(EventPattern).toEqual({
      source: ['aws.codecommit'],
      'detail-type': ['CodeCommit Repository State Change'],
      resources: ['arn:aws:codecommit:eu-west-1:111111111111:orders'],
      detail: {
        event: ['referenceCreated', 'referenceUpdated'],
        referenceType: ['branch'],
        referenceName: ['trunk'],
        callerUserArn: [{ exists: expect.any(Boolean) }],
      },
    });
  });

  test('starts this pipeline with a role that can do nothing else', () => {
    expect(Targets).toHaveLength(1);
    expect(Targets[0]).toMatchObject({
      Arn: 'arn:aws:codepipeline:eu-west-1:111111111111:<Pipeline>',
      RoleArn: '<TriggerRole.Arn>',
    });
  });

  test('gives a start up before it could put an old commit over a newer one', () => {
    expect(Targets[0].RetryPolicy.MaximumRetryAttempts).toBeGreaterThan(0);
    expect(Targets[0].RetryPolicy.MaximumEventAgeInSeconds).toBeLessThanOrEqual(300);
  });
});
