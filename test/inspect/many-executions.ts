import type {
  ActionExecutionDetail,
  ListActionExecutionsInput,
  ListPipelineExecutionsInput,
  PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import type { Service } from '../../lib/local/base/service';
import { services } from '../../lib/local/services';

const hour = 3_600_000;
const newest = Date.parse('2026-11-01T12:00:00Z');
const stages = ['Source', 'Build', 'Deploy'];

/** CodePipeline with a long history of one pipeline, which nothing is added to. */
export class ManyExecutions {
  /** When the pipeline was made. */
  created = new Date(newest - 20_000 * hour);
  /** By how much later the releases have ended than they would have, in ms. */
  endsLaterBy = 0;
  private readonly executions: readonly PipelineExecutionSummary[];
  private readonly actions: readonly ActionExecutionDetail[];

  /** @param pushed so many of the newest were started by the rule of pushes, whose pusher only the execution itself tells */
  constructor(count: number, pushed: number) {
    this.executions = Array.from({ length: count }, (_, index) => summary(index, index < pushed));
    this.actions = this.executions.flatMap(actionsOf);
  }

  get services(): Service[] {
    const operations = {
      ListPipelineExecutions: ({ nextToken, maxResults }: ListPipelineExecutionsInput) => {
        const { items, next } = pageOf(this.executions, nextToken, maxResults);
        const later = (time = new Date(0)) => new Date(time.getTime() + this.endsLaterBy);
        const shown = items.map((it) => ({ ...it, lastUpdateTime: later(it.lastUpdateTime) }));
        return { pipelineExecutionSummaries: shown, ...next };
      },
      ListActionExecutions: ({ nextToken, maxResults }: ListActionExecutionsInput) => {
        const { items, next } = pageOf(this.actions, nextToken, maxResults);
        return { actionExecutionDetails: items, ...next };
      },
      GetPipelineExecution: ({ pipelineExecutionId }: { pipelineExecutionId: string }) => ({
        pipelineExecution: {
          ...this.executions.find((one) => one.pipelineExecutionId === pipelineExecutionId),
          variables: [{ name: 'PUSHED_BY', resolvedValue: 'arn:aws:iam::111111111111:user/ann' }],
        },
      }),
      GetPipelineState: () => ({ created: this.created, stageStates: [] }),
      ListRuleExecutions: () => ({ ruleExecutionDetails: [] }),
    };
    return services.map((service) =>
      service.name === 'codepipeline'
        ? { ...service, operations: { ...service.operations, ...operations } }
        : service,
    );
  }
}

function pageOf<T>(all: readonly T[], token = '0', count = 100) {
  const end = Number(token) + count;
  const next = end < all.length ? { nextToken: String(end) } : {};
  return { items: all.slice(Number(token), end), next };
}

/** Every tenth failed in Build; every twentieth was overtaken before anything of it ran. */
function summary(index: number, isPushed: boolean): PipelineExecutionSummary {
  const at = newest - index * hour;
  const isOvertaken = index % 20 === 19;
  const rule = 'arn:aws:events:eu-west-1:111111111111:rule/shop-push';
  return {
    pipelineExecutionId: idOf(index),
    status: isOvertaken ? 'Superseded' : index % 10 === 3 ? 'Failed' : 'Succeeded',
    startTime: new Date(at),
    lastUpdateTime: new Date(at + 300_000),
    sourceRevisions: [
      { actionName: 'Source', revisionId: commitOf(index), revisionSummary: `Change ${index}` },
    ],
    trigger: isPushed
      ? { triggerType: 'CloudWatchEvent', triggerDetail: rule }
      : {
          triggerType: 'StartPipelineExecution',
          triggerDetail: 'arn:aws:iam::111111111111:user/ben',
        },
  };
}

function actionsOf(execution: PipelineExecutionSummary): ActionExecutionDetail[] {
  const { pipelineExecutionId, status, startTime = new Date(0) } = execution;
  if (status === 'Superseded') return [];
  const ran = status === 'Failed' ? stages.slice(0, 2) : stages;
  return ran
    .map((name, index) => ({
      pipelineExecutionId,
      actionExecutionId: `${pipelineExecutionId}-${name}`,
      stageName: name,
      actionName: name,
      startTime: new Date(startTime.getTime() + index * 60_000),
      lastUpdateTime: new Date(startTime.getTime() + index * 60_000 + 50_000),
      status:
        status === 'Failed' && name === 'Build' ? ('Failed' as const) : ('Succeeded' as const),
      output: {
        outputVariables: name === 'Build' ? { GITENV_BUNDLE: `sha256:${'b'.repeat(64)}` } : {},
      },
    }))
    .reverse();
}

const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const commitOf = (index: number) => String(index).padStart(40, '0');
