import type { History } from '../model/history';
import { type ExecutionRecord, isOver, type StateRecord, type Transition } from '../model/records';

/** What is alive in a pipeline, in memory. */
export interface Active {
  state: StateRecord;
  readonly live: Map<string, ExecutionRecord>;
}

/** The state as it was written last, and what has happened since as the executions tell it. */
export function loadActive(
  stored: StateRecord | undefined,
  history: History,
  pipeline: string,
): Active {
  const state: StateRecord = structuredClone(stored) ?? { live: [], upTo: 0, stages: {} };
  const since = history.entries(pipeline).filter(({ sequence }) => sequence > state.upTo);
  const ids = [...new Set([...state.live, ...since.map(({ id }) => id)])];
  const executions = ids.flatMap((id) => history.read(pipeline, id) ?? []);
  for (const execution of executions) remember(state, execution, history);
  const live = executions.filter(({ status }) => !isOver(status));
  state.live = live.map(({ id }) => id);
  return { state, live: new Map(live.map((one) => [one.id, one])) };
}

/** Nobody overtakes inside a pipeline, so the newest execution in a stage is the one that entered it last. */
function remember(state: StateRecord, execution: ExecutionRecord, history: History): void {
  const isNewer = (id: string | undefined) =>
    id === undefined || execution.sequence >= history.sequenceOf(execution.pipeline, id);
  for (const run of execution.stages) {
    const memory = state.stages[run.name] ?? { actions: {} };
    state.stages[run.name] = memory;
    if (isNewer(memory.latest)) memory.latest = execution.id;
    for (const { name } of run.actions)
      if (isNewer(memory.actions[name])) memory.actions[name] = execution.id;
  }
}

/** What people say about the ways between stages, which no execution knows. */
export function gatesOf({
  stages,
}: StateRecord): readonly { stage: string; inbound: Transition }[] {
  return Object.entries(stages).flatMap(([stage, { inbound }]) =>
    inbound ? [{ stage, inbound }] : [],
  );
}
