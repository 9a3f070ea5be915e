import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';

/** An SDK shape after its required members were checked: nothing that is present is undefined. */
export type Checked<T> = T extends readonly (infer Item)[]
  ? Checked<Item>[]
  : T extends object
    ? { [Key in keyof T]: Checked<Exclude<T[Key], undefined>> }
    : T;

/** A pipeline's structure as stored: checked, with AWS's defaults filled in. */
export type Pipeline = Checked<PipelineDeclaration> & {
  version: number;
  executionMode: NonNullable<PipelineDeclaration['executionMode']>;
  pipelineType: NonNullable<PipelineDeclaration['pipelineType']>;
};
export type Stage = Pipeline['stages'][number];
export type Condition = NonNullable<Stage['beforeEntry']>['conditions'][number];
export type Rule = NonNullable<Condition['rules']>[number];
export type Action = Stage['actions'][number];
export type ActionTypeId = Action['actionTypeId'];

export function stageOf(pipeline: Pipeline, name: string): Stage | undefined {
  return pipeline.stages.find((stage) => stage.name === name);
}

/** The stage that follows, or undefined after the last. */
export function stageAfter(pipeline: Pipeline, name: string): Stage | undefined {
  return pipeline.stages[pipeline.stages.findIndex((stage) => stage.name === name) + 1];
}

/** `Source/AWS/CodeCommit/1`: how a kind of action is looked up and named in messages. */
export function kindName({ category, owner, provider, version }: ActionTypeId): string {
  return `${category}/${owner}/${provider}/${version}`;
}

/** The bucket that an action's artifacts live in. */
export function bucketOf(pipeline: Pipeline, region: string): string {
  return pipeline.artifactStore?.location ?? pipeline.artifactStores?.[region]?.location ?? '';
}

/** A pipeline's ARN, which unlike others has no `pipeline/` before the name. */
export function arnOf(
  at: { readonly region: string; readonly account: string },
  name: string,
): string {
  return `arn:aws:codepipeline:${at.region}:${at.account}:${name}`;
}
