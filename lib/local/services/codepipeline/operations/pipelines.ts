import type {
  CreatePipelineInput,
  CreatePipelineOutput,
  DeletePipelineInput,
  GetPipelineInput,
  GetPipelineOutput,
  ListPipelinesInput,
  ListPipelinesOutput,
  UpdatePipelineInput,
  UpdatePipelineOutput,
} from '@aws-sdk/client-codepipeline';
import type { Context } from '../../../base/context';
import { pageAfter, pageSize } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';
import { checkDeclaration } from '../check/declaration';
import { engineOf } from '../engine/engine';
import { startExecution } from '../execution/start';
import { endForUpdate } from '../execution/stop';
import { checkName, checkPresent } from '../model/checks';
import { arnOf } from '../model/declaration';
import { invalidNextToken, invalidPageSize } from '../model/errors';
import { checkTags } from '../model/tags';

export function CreatePipeline(input: CreatePipelineInput, context: Context): CreatePipelineOutput {
  const engine = engineOf(context);
  const declaration = checkDeclaration(checkPresent('pipeline', input.pipeline), context.region);
  if (engine.pipelines.get(declaration.name))
    throw new ServiceError(
      'PipelineNameInUseException',
      `A pipeline with the name '${declaration.name}' already exists in account '${context.account}'`,
    );
  const now = context.now().toISOString();
  const tags = checkTags(input.tags ?? []);
  engine.put({ declaration, created: now, updated: now, tags });
  engine.change(context, declaration.name, (board) =>
    startExecution(board, {
      trigger: { type: 'CreatePipeline', detail: context.caller.arn },
    }),
  );
  return { pipeline: declaration, ...(tags.length > 0 ? { tags } : {}) };
}

/** Ends what is in flight, which would otherwise go on in a structure that is no more. */
export function UpdatePipeline(input: UpdatePipelineInput, context: Context): UpdatePipelineOutput {
  const engine = engineOf(context);
  const given = checkPresent('pipeline', input.pipeline);
  const name = checkName('pipeline.name', given.name);
  const before = engine.pipeline(name);
  const declaration = {
    ...checkDeclaration(given, context.region),
    version: before.declaration.version + 1,
  };
  engine.change(context, name, endForUpdate);
  const updated = context.now().toISOString();
  engine.put({ ...before, declaration, updated });
  return { pipeline: declaration };
}

export function GetPipeline(input: GetPipelineInput, context: Context): GetPipelineOutput {
  const engine = engineOf(context);
  const record = engine.pipeline(checkName('name', input.name));
  const { created, updated } = record;
  const { name } = record.declaration;
  const declaration =
    input.version === undefined ? record.declaration : engine.structure(name, input.version);
  if (!declaration)
    throw new ServiceError(
      'PipelineVersionNotFoundException',
      `The pipeline ${name} has no version ${input.version}`,
    );
  return {
    pipeline: declaration,
    metadata: {
      pipelineArn: arnOf(context, name),
      created: new Date(created),
      updated: new Date(updated),
    },
  };
}

export function DeletePipeline(input: DeletePipelineInput, context: Context): void {
  engineOf(context).forget(checkName('name', input.name));
}

export function ListPipelines(input: ListPipelinesInput, context: Context): ListPipelinesOutput {
  const all = [...engineOf(context).pipelines.list()].sort((a, b) =>
    a.declaration.name < b.declaration.name ? -1 : 1,
  );
  const size = pageSize(input.maxResults, { usual: 1000, most: 1000 }, invalidPageSize);
  const { items, next } = pageAfter(
    (after) => all.filter(({ declaration }) => after === undefined || declaration.name > after),
    ({ declaration }) => declaration.name,
    { token: input.nextToken, size },
    invalidNextToken,
  );
  return {
    pipelines: items.map(({ declaration, created, updated }) => ({
      name: declaration.name,
      version: declaration.version,
      pipelineType: declaration.pipelineType,
      executionMode: declaration.executionMode,
      created: new Date(created),
      updated: new Date(updated),
    })),
    nextToken: next,
  };
}
