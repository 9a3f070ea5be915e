import { jsonProtocol } from '../../protocol/json';
import type { Service } from '../../service';
import { recordedType } from './recorded-type';

const repository = recordedType('AWS::ECR::Repository', {
  records: 'ecr/repositories',
  nameProperty: 'RepositoryName',
  maxNameLength: 256,
  lowerCase: true,
  recorded: [
    'EmptyOnDelete',
    'EncryptionConfiguration',
    'ImageScanningConfiguration',
    'ImageTagMutability',
    'ImageTagMutabilityExclusionFilters',
    'LifecyclePolicy',
    'RepositoryName',
    'RepositoryPolicyText',
    'Tags',
  ],
  replacement: ['RepositoryName', 'EncryptionConfiguration'],
  state: (name, _, { region, account }) => ({
    physicalId: name,
    attributes: {
      Arn: `arn:aws:ecr:${region}:${account}:repository/${name}`,
      RepositoryUri: `${account}.dkr.ecr.${region}.amazonaws.com/${name}`,
    },
  }),
});

/** Recorded only: there is no registry behind it to push an image to. */
export const ecr: Service = {
  name: 'ecr',
  protocol: jsonProtocol('AmazonEC2ContainerRegistry_V20150921'),
  operations: {},
  resources: { 'AWS::ECR::Repository': repository },
};
