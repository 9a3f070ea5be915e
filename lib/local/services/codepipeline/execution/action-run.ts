import { type Action, bucketOf } from '../model/declaration';
import type { ActionRun, ErrorRecord, ExecutionRecord, Outcome, StageRun } from '../model/records';
import { resolveAll, UnknownVariable } from '../model/variables';
import type { Board } from './board';
import { announceAction } from './events';
import { noticeOf } from './notice';

const approvalMinutes = 7 * 24 * 60;

/** Puts the run of an action on record; a job follows unless it waits for a person or cannot even begin. */
export function startAction(
  board: Board,
  draft: ExecutionRecord,
  stage: StageRun,
  action: Action,
): void {
  const run = newRun(board, draft, action);
  stage.actions.push(run);
  draft.updated = run.started;
  board.memoryOf(stage.name).actions[action.name] = draft.id;
  announceAction(board, draft, stage, run);
  const fault = prepare(board, draft, action, run);
  if (fault) finishAction(board, draft, stage, run, { status: 'Failed', error: fault });
  else if (action.actionTypeId.category === 'Approval') awaitApproval(board, stage, action, run);
  else board.jobs.push({ kind: 'action', executionId: draft.id, stage: stage.name, runId: run.id });
}

function newRun(board: Board, draft: ExecutionRecord, action: Action): ActionRun {
  const now = board.time();
  const bucket = bucketOf(board.structureOf(draft), action.region ?? board.region);
  return {
    id: board.clock.newId(),
    name: action.name,
    status: 'InProgress',
    started: now,
    updated: now,
    type: action.actionTypeId,
    configuration: action.configuration ?? {},
    resolved: action.configuration ?? {},
    ...(action.roleArn === undefined ? {} : { roleArn: action.roleArn }),
    region: action.region ?? board.region,
    ...(action.namespace === undefined ? {} : { namespace: action.namespace }),
    inputs: (action.inputArtifacts ?? []).flatMap(({ name }) => {
      const artifact = draft.artifacts[name];
      return artifact ? [{ name, ...artifact }] : [];
    }),
    outputs: (action.outputArtifacts ?? []).map(({ name }) => ({
      name,
      bucket,
      key: `${draft.pipeline.slice(0, 20)}/${name.slice(0, 10)}/${board.clock.newKey()}`,
    })),
  };
}

/** @returns why the action cannot begin */
function prepare(
  board: Board,
  draft: ExecutionRecord,
  action: Action,
  run: ActionRun,
): ErrorRecord | undefined {
  const missing = (action.inputArtifacts ?? []).find(({ name }) => !draft.artifacts[name]);
  if (missing)
    return {
      code: 'ConfigurationError',
      message: `The input artifact ${missing.name} was not produced in this execution of ${board.pipeline.name}.`,
    };
  try {
    run.resolved = resolveAll(run.configuration, draft);
  } catch (error) {
    if (!(error instanceof UnknownVariable)) throw error;
    return { code: 'ConfigurationError', message: error.message };
  }
  return undefined;
}

function awaitApproval(board: Board, stage: StageRun, action: Action, run: ActionRun): void {
  const minutes = action.timeoutInMinutes ?? approvalMinutes;
  run.token = board.clock.newId();
  run.externalId = run.token;
  run.expires = new Date(board.clock.now().getTime() + minutes * 60_000).toISOString();
  if (run.resolved.NotificationArn !== undefined) board.notices.push(noticeOf(board, stage, run));
}

/** Records how an action ended and what it brought: artifacts, variables, a revision. */
export function finishAction(
  board: Board,
  draft: ExecutionRecord,
  stage: StageRun,
  run: ActionRun,
  outcome: Outcome,
): void {
  const { variables, ...result } = outcome;
  Object.assign(run, result, { updated: board.time() });
  delete run.token;
  delete run.expires;
  draft.updated = run.updated;
  if (outcome.status === 'Succeeded') {
    if (variables) run.variables = { ...variables };
    if (run.namespace !== undefined) draft.outputs[run.namespace] = { ...variables };
    for (const { name, bucket, key } of run.outputs) draft.artifacts[name] = { bucket, key };
    if (outcome.revision) addRevision(draft, run, outcome.revision);
  }
  announceAction(board, draft, stage, run);
}

function addRevision(
  draft: ExecutionRecord,
  run: ActionRun,
  revision: NonNullable<Outcome['revision']>,
): void {
  draft.revisions = draft.revisions.filter(({ action }) => action !== run.name);
  draft.revisions.push({ action: run.name, artifact: run.outputs[0]?.name ?? '', ...revision });
}

export function abandonAction(
  board: Board,
  draft: ExecutionRecord,
  stage: StageRun,
  run: ActionRun,
): void {
  run.status = 'Abandoned';
  run.updated = board.time();
  delete run.token;
  delete run.expires;
  announceAction(board, draft, stage, run);
}
