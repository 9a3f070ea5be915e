import { parameters } from '../../../../lib/contract';
import { application } from '../../../deploy/stage';
import { testAccount, testRegion } from '../../../local/machine';
import { Docker } from '../../../stories/docker';
import { type RightsStory, story, typed } from './story';

const repository = `arn:aws:ecr:${testRegion}:${testAccount}:repository/${application}`;

/** Releases that make an image. */
export const images: readonly RightsStory[] = [
  story('an image that is made, and made once', async (kit) => {
    new Docker(kit.stage.folder);
    const service = await kit.policy('service', {
      [repository]: ['ecr:BatchGetImage'],
      '*': [
        'ecs:*',
        'iam:*',
        'logs:CreateLogGroup',
        'logs:DescribeLogGroups',
        'logs:PutRetentionPolicy',
      ],
    });
    await kit.install({ [parameters.privileged]: 'yes', [parameters.deployPolicies]: service });
    kit.useExample('courier');
    kit.useKit('ecs');
    await kit.release('One');
    await typed(kit, 'redeploy', 'dev');
  }),
];
