import type {
  ListActionExecutionsInput,
  ListActionExecutionsOutput,
  ListPipelineExecutionsInput,
  PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { outputVariables, stages } from '../../../lib/contract';
import type { Context } from '../../../lib/local/base/context';
import type { Service } from '../../../lib/local/base/service';
import { ServiceError } from '../../../lib/local/base/service-error';
import { codepipeline } from '../../../lib/local/services/codepipeline';
import * as codepipelineLists from '../../../lib/local/services/codepipeline/operations/lists';

/** What CodePipeline keeps of one execution. */
export interface KeptExecution {
  readonly commit: string;
  /** What its build exported; undefined if it has not succeeded. */
  readonly variables: Readonly<Record<string, string>> | undefined;
}

/** CodePipeline, where it is asked what builds exported. No build can write that, and so only a bench does, once a build has ended. */
export class Words {
  readonly kept = new Map<string, KeptExecution>();
  /** The pipeline's executions, newest first; undefined if there is no pipeline to ask for them. */
  history: readonly PipelineExecutionSummary[] | undefined;
  /** Whether nobody may ask, as in a stack of before contract version 3. */
  areDenied = false;
  #executions = 0;

  /** The id of one more execution. */
  begin(): string {
    this.#executions += 1;
    const first = this.#executions === 1 ? '11111111' : String(this.#executions).padStart(8, '0');
    return `${first}-2222-4333-8444-555555555555`;
  }

  /** Keeps what a build exported, by the text of the file that its buildspec reads with a dot. */
  keep(execution: string, commit: string, variables: string): void {
    const pairs = [...variables.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name = '', value]) => [
      name,
      value ?? '',
    ]);
    this.kept.set(execution, { commit, variables: Object.fromEntries(pairs) });
  }

  /** Has CodePipeline say that an execution of the commit built this. */
  say(execution: string, commit: string, digest: string): void {
    this.kept.set(execution, { commit, variables: { [outputVariables.bundle]: digest } });
  }

  /** Has the pipeline list a release, newer than those before it. */
  list(execution: string, commit: string, status: 'InProgress' | 'Succeeded'): void {
    const release = {
      pipelineExecutionId: execution,
      status,
      sourceRevisions: [{ actionName: stages.source, revisionId: commit }],
    };
    const others = (this.history ?? []).filter((it) => it.pipelineExecutionId !== execution);
    this.history = [release, ...others];
  }

  /** The emulated service, which is asked for nothing but what it says of an execution's actions. */
  in(services: readonly Service[]): Service[] {
    const ListActionExecutions = (input: ListActionExecutionsInput) => this.#list(input);
    const { ListPipelineExecutions: list } = codepipelineLists;
    const operations = {
      ...codepipeline.operations,
      ListActionExecutions,
      ListPipelineExecutions: (input: ListPipelineExecutionsInput, context: Context) =>
        this.history ? { pipelineExecutionSummaries: [...this.history] } : list(input, context),
    };
    const service: Service = { ...codepipeline, operations };
    return services.map((it) => (it.name === service.name ? service : it));
  }

  #list({ filter }: ListActionExecutionsInput): ListActionExecutionsOutput {
    if (this.areDenied) throw new ServiceError('AccessDeniedException', 'is not authorized');
    const kept = this.kept.get(filter?.pipelineExecutionId ?? '');
    if (!kept) throw new ServiceError('PipelineExecutionNotFoundException', 'there is none');
    const action = (stageName: string, outputVariables: Record<string, string>) => ({
      pipelineExecutionId: filter?.pipelineExecutionId,
      stageName,
      actionName: stageName,
      status: 'Succeeded' as const,
      output: { outputVariables },
    });
    const { commit, variables } = kept;
    return {
      actionExecutionDetails: [
        ...(variables ? [action(stages.build, { ...variables })] : []),
        action(stages.source, { CommitId: commit }),
      ],
    };
  }
}
