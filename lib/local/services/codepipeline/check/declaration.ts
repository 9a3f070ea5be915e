import type {
  PipelineDeclaration,
  PipelineVariableDeclaration,
} from '@aws-sdk/client-codepipeline';
import { notImplemented } from '../../../base/service-error';
import { checkChoice, checkName, checkPresent } from '../model/checks';
import type { Pipeline } from '../model/declaration';
import { invalid, invalidStructure } from '../model/errors';
import { checkStages } from './stages';

const modes = ['SUPERSEDED', 'QUEUED', 'PARALLEL'] as const;
const types = ['V1', 'V2'] as const;

/**
 * A declaration as CreatePipeline takes it, with AWS's defaults filled in and version 1.
 * @throws ServiceError naming what AWS would refuse, or what this emulator does not run
 */
export function checkDeclaration(input: PipelineDeclaration, region: string): Pipeline {
  const name = checkName('pipeline.name', input.name);
  const roleArn = checkRole(input.roleArn);
  const pipelineType = checkChoice('pipeline.pipelineType', input.pipelineType ?? 'V1', types);
  const executionMode = checkChoice(
    'pipeline.executionMode',
    input.executionMode ?? 'SUPERSEDED',
    modes,
  );
  checkVariables(input.variables ?? []);
  if (pipelineType === 'V1') refuseOnV1(input);
  if ((input.triggers ?? []).length > 0) throw notImplemented('codepipeline', 'triggers');
  const checked = {
    ...(structuredClone(input) as Pipeline),
    name,
    roleArn,
    version: 1,
    executionMode,
    pipelineType,
  };
  checkStore(checked, region);
  return { ...checked, stages: checkStages(checked, region) };
}

function checkRole(arn: string | undefined): string {
  const role = checkPresent('pipeline.roleArn', arn);
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(role))
    throw invalid(
      'pipeline.roleArn',
      role,
      'Member must satisfy regular expression pattern: arn:aws(-[\\w]+)*:iam::[0-9]{12}:role/.*',
    );
  return role;
}

function refuseOnV1(input: PipelineDeclaration): void {
  const stages = input.stages ?? [];
  const found = [
    (input.executionMode ?? 'SUPERSEDED') !== 'SUPERSEDED' &&
      `the ${input.executionMode} execution mode`,
    (input.variables ?? []).length > 0 && 'pipeline variables',
    (input.triggers ?? []).length > 0 && 'triggers',
    stages.some((stage) => stage.beforeEntry ?? stage.onSuccess ?? stage.onFailure) &&
      'stage conditions',
    stages.some(({ actions }) =>
      actions?.some(({ actionTypeId }) => actionTypeId?.category === 'Compute'),
    ) && 'the Compute category',
  ].find((feature) => feature !== false);
  if (found !== undefined)
    throw invalidStructure(`Pipelines of type V1 do not support ${found}; use pipeline type V2`);
}

function checkVariables(variables: readonly PipelineVariableDeclaration[]): void {
  if (variables.length > 50)
    throw invalid(
      'pipeline.variables',
      variables.length,
      'Member must have length less than or equal to 50',
    );
  const seen = new Set<string>();
  for (const { name, defaultValue, description } of variables) {
    const key = checkPresent('pipeline.variables.member.name', name);
    if (!/^[A-Za-z0-9@_-]{1,128}$/.test(key))
      throw invalid(
        'pipeline.variables.member.name',
        key,
        'Member must satisfy regular expression pattern: [A-Za-z0-9@\\-_]+',
      );
    if (seen.has(key))
      throw invalidStructure(`The pipeline variable ${key} is declared more than once`);
    seen.add(key);
    if (defaultValue !== undefined && (defaultValue.length < 1 || defaultValue.length > 1000))
      throw invalid(
        'pipeline.variables.member.defaultValue',
        defaultValue,
        'Member must have length between 1 and 1000',
      );
    if ((description?.length ?? 0) > 200)
      throw invalid(
        'pipeline.variables.member.description',
        description,
        'Member must have length less than or equal to 200',
      );
  }
}

function checkStore({ artifactStore, artifactStores }: Pipeline, region: string): void {
  if ((artifactStore === undefined) === (artifactStores === undefined))
    throw invalidStructure('Exactly one of artifactStore and artifactStores must be specified');
  const stores = artifactStore ? { [region]: artifactStore } : (artifactStores ?? {});
  if (!Object.hasOwn(stores, region))
    throw invalidStructure(
      `artifactStores must contain an artifact store for the pipeline's region ${region}`,
    );
  for (const { type, location } of Object.values(stores)) {
    checkChoice('pipeline.artifactStore.type', type, ['S3']);
    if (!/^[a-zA-Z0-9.-]{3,63}$/.test(checkPresent('pipeline.artifactStore.location', location)))
      throw invalid(
        'pipeline.artifactStore.location',
        location,
        'Member must satisfy regular expression pattern: [a-zA-Z0-9\\-\\.]+',
      );
  }
}
