import {
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-codepipeline';
import { build, declare, stage } from './declarations';
import { Trial } from './trial';

const resourceArn = 'arn:aws:codepipeline:eu-west-1:111111111111:app';
let trial: Trial;
beforeEach(async () => {
  trial = await Trial.begin();
  await trial.create(declare([stage('Build', build('instant'))]));
});
afterEach(() => trial.machine.destroy());

const tags = async () =>
  (await trial.client.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
const tag = (key: string, value: string, arn = resourceArn) =>
  trial.client.send(new TagResourceCommand({ resourceArn: arn, tags: [{ key, value }] }));

describe('the tags of a pipeline', () => {
  test('are added, changed and taken away', async () => {
    await tag('team', 'a');
    await tag('tier', '1');
    await tag('team', 'b');
    expect(await tags()).toEqual([
      { key: 'tier', value: '1' },
      { key: 'team', value: 'b' },
    ]);
    await trial.client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['tier', 'none'] }));
    expect(await tags()).toEqual([{ key: 'team', value: 'b' }]);
  });

  test('are refused where AWS refuses them', async () => {
    await expect(tag('aws:x', '1')).rejects.toMatchObject({ name: 'InvalidTagsException' });
    await expect(tag('a', '1', 'nothing')).rejects.toMatchObject({ name: 'InvalidArnException' });
    await expect(tag('a', '1', `${resourceArn}x`)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
