import type { TriggerType } from '@aws-sdk/client-codepipeline';
import { ServiceError } from '../../../base/service-error';
import type { ExecutionRecord, SourceOverride } from '../model/records';
import type { Board } from './board';
import { announceExecution } from './events';

/** Most executions of a QUEUED or PARALLEL pipeline at one time. */
export const mostConcurrent = 50;

export interface Start {
  readonly trigger: { readonly type: TriggerType; readonly detail: string };
  readonly token?: string;
  readonly overrides?: readonly SourceOverride[];
  readonly variables?: Readonly<Record<string, string>>;
}

/** Puts a new execution before the first stage. */
export function startExecution(board: Board, start: Start): ExecutionRecord {
  refuseWhenFull(board);
  const { pipeline } = board;
  const now = board.time();
  const draft = board.revive({
    id: board.clock.newId(),
    pipeline: pipeline.name,
    sequence: board.newSequence(),
    version: pipeline.version,
    mode: pipeline.executionMode,
    type: 'STANDARD',
    status: 'InProgress',
    started: now,
    updated: now,
    trigger: { type: start.trigger.type, detail: start.trigger.detail.slice(0, 1024) },
    ...(start.token === undefined ? {} : { token: start.token }),
    overrides: [...(start.overrides ?? [])],
    variables: {},
    stages: [],
    artifacts: {},
    revisions: [],
    outputs: {},
  });
  announceExecution(board, draft);
  const missing = fillVariables(board, draft, start.variables ?? {});
  if (missing === undefined) draft.waiting = { stage: pipeline.stages[0]?.name ?? '' };
  else failAtOnce(board, draft, missing);
  return draft;
}

/** @throws ServiceError where one more live execution would be too many */
export function refuseWhenFull({ pipeline, state }: Board): void {
  if (pipeline.executionMode === 'SUPERSEDED' || state.live.length < mostConcurrent) return;
  throw new ServiceError(
    'ConcurrentPipelineExecutionsLimitExceededException',
    `The pipeline ${pipeline.name} has reached the limit of ${mostConcurrent} concurrent pipeline executions.`,
  );
}

/** @returns the name of a declared variable that has neither a value nor a default */
function fillVariables(
  { pipeline }: Board,
  draft: ExecutionRecord,
  given: Readonly<Record<string, string>>,
): string | undefined {
  let missing: string | undefined;
  for (const { name, defaultValue } of pipeline.variables ?? []) {
    const value = Object.hasOwn(given, name) ? given[name] : defaultValue;
    if (value === undefined) missing ??= name;
    else draft.variables[name] = value;
  }
  return missing;
}

function failAtOnce(board: Board, draft: ExecutionRecord, variable: string): void {
  draft.status = 'Failed';
  draft.statusSummary = `The pipeline variable ${variable} has no default value and was given none.`;
  announceExecution(board, draft);
}
