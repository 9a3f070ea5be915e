import { CfnCondition, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-codecommit';
import { namesOf } from '../../lib/contract';
import type { StackSettings } from '../settings/settings';
import { eitherOf } from '../settings/yes-or-no';

/** The repository as the rest of the stack refers to it, whether the stack has made it or found it. */
export interface Source {
  readonly name: string;
  readonly arn: string;
  readonly cloneUrl: string;
}

export function addSource(stack: Stack, settings: StackSettings): Source {
  const { repository: name } = namesOf(settings.application);
  const arn = stack.formatArn({ service: 'codecommit', resource: name });
  const cloneUrl = `https://git-codecommit.${stack.region}.${stack.urlSuffix}/v1/repos/${name}`;
  if (settings.createRepository === false) return { name, arn, cloneUrl };
  const repository = new CfnRepository(stack, 'Repository', {
    repositoryName: name,
    repositoryDescription: `What is pushed here is released to ${settings.environment}`,
  });
  repository.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  if (settings.createRepository instanceof CfnCondition)
    repository.cfnOptions.condition = settings.createRepository;
  return {
    name: eitherOf(settings.createRepository, repository.attrName, name),
    // Where a parameter decides, the two spell one ARN: the repository is named after the application.
    arn: settings.createRepository === true ? repository.attrArn : arn,
    cloneUrl: eitherOf(settings.createRepository, repository.attrCloneUrlHttp, cloneUrl),
  };
}
