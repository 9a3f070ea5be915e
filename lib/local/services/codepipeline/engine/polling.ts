import type { AwsEvent, Context } from '../../../base/context';
import { startExecution } from '../execution/start';
import type { Action } from '../model/declaration';
import { digestToken } from '../model/history';
import { type Engine, engineOf } from './engine';

/**
 * Source actions that do not say PollForSourceChanges "false" are polled by AWS, which sooner or later sees every
 * move of their branch. Here the repository's event is what they see, so that nothing has to ask again and again.
 */
export function hear(event: AwsEvent, context: Context): void {
  const { event: what, repositoryName, referenceType, referenceName } = event.detail;
  if (event.source !== 'aws.codecommit' || referenceType !== 'branch') return;
  if (what !== 'referenceCreated' && what !== 'referenceUpdated') return;
  const engine = engineOf(context);
  for (const { declaration } of engine.pipelines.list()) {
    const source = declaration.stages[0]?.actions.find(
      (action) => isPolled(action) && watches(action, repositoryName, referenceName),
    );
    if (source) startFor(engine, declaration.name, source, event, context);
  }
}

function isPolled({ actionTypeId, configuration }: Action): boolean {
  return actionTypeId.provider === 'CodeCommit' && configuration?.PollForSourceChanges !== 'false';
}

function watches({ configuration }: Action, repository: unknown, branch: unknown): boolean {
  return configuration?.RepositoryName === repository && configuration?.BranchName === branch;
}

/** An event that is told twice, as after a crash, starts one execution. A full pipeline sees the next move. */
function startFor(
  engine: Engine,
  pipeline: string,
  source: Action,
  event: AwsEvent,
  context: Context,
): void {
  const token = event.id === undefined ? undefined : digestToken(`poll ${event.id}`);
  if (token !== undefined && engine.history.startedBy(pipeline, token) !== undefined) return;
  const start = {
    trigger: { type: 'PollForSourceChanges', detail: source.name } as const,
    ...(token === undefined ? {} : { token }),
  };
  if (engine.isFull(pipeline)) return;
  engine.change(context, pipeline, (board) => startExecution(board, start));
}
