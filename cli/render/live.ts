import { describeHeld } from '../../lib/release/condition';
import {
  type Change,
  conclusionOf,
  howToApprove,
  wayOut,
  wayPast,
} from '../../lib/release/following/follow';
import type { ReleaseAction } from '../../lib/release/release';
import { durationBetween, shortCommit } from '../../lib/release/wording';
import type { Colors } from '../terminal/output';
import { columnsOf, cutToColumns } from '../terminal/width';
import { cutPainted, glance, printable } from './text';

/** A release as the live view has seen it so far. */
export interface LiveState {
  readonly environment: string;
  readonly title: string;
  /** By this machine's clock. */
  readonly since: Date;
  readonly stages: readonly LiveStage[];
  /** What it waits for, where it does. */
  readonly waits: string | undefined;
  /** What can be done about what it waits for. */
  readonly advice: string | undefined;
  /** Since when nothing was said, by this machine's clock, where that is long. */
  readonly quietSince: Date | undefined;
  /** How it ended well; any other end is the error that whoever follows is told. */
  readonly end: string | undefined;
  /** The last lines that the running build printed. */
  readonly tail: readonly string[];
}

interface LiveStage {
  readonly id: string;
  readonly name: string;
  readonly status: ReleaseAction['status'];
  readonly since: Date;
  /** How long it took, by AWS's clock, once it is over. */
  readonly took: string | undefined;
  readonly why: string | undefined;
}

export interface LiveView {
  readonly now: Date;
  readonly columns: number;
  /** Lines there is place for. */
  readonly rows: number;
  readonly colors: Colors;
  /** Counts up, and turns the spinner. */
  readonly frame: number;
}

const tailLength = 8;
const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export function beginLive(environment: string, now: Date): LiveState {
  return {
    environment,
    title: '',
    since: now,
    stages: [],
    waits: undefined,
    advice: undefined,
    quietSince: undefined,
    end: undefined,
    tail: [],
  };
}

export function applyChange(before: LiveState, change: Change, now: Date): LiveState {
  const state = { ...before, advice: undefined, quietSince: undefined };
  switch (change.kind) {
    case 'started': {
      const { commit, subject } = change.release;
      const title = `${shortCommit(commit)}${subject && ` "${glance(subject)}"`}`;
      return { ...state, title };
    }
    case 'running':
      return { ...withStage(state, change.action, now), waits: undefined, tail: [] };
    case 'ended':
      return { ...withStage(state, change.action, now), waits: undefined };
    case 'approval':
      return {
        ...state,
        waits: `${change.stage} waits for somebody to approve`,
        advice: howToApprove(state.environment, change.commit),
        tail: [],
      };
    case 'waiting':
      return { ...state, waits: `waits to enter ${change.stage}, where another release is` };
    case 'held':
      return {
        ...state,
        waits: printable(`${change.condition.stage} ${describeHeld(change.condition)}`),
        advice: wayPast(change.condition, state.environment),
        tail: [],
      };
    case 'quiet':
      return { ...before, quietSince: change.since };
    case 'stopping':
      return { ...state, waits: 'is being stopped' };
    case 'over': {
      const { status } = change.release;
      const end = status === 'Succeeded' ? conclusionOf(change.release) : undefined;
      return { ...state, end, waits: undefined, tail: [] };
    }
  }
}

/** One more line of a build's log. */
export function applyLog(state: LiveState, line: string): LiveState {
  const tail = [...state.tail, glance(line)].slice(-tailLength);
  return { ...state, tail, quietSince: undefined };
}

/** The view as lines of at most that many columns, and at most that many of them. */
export function renderLive(state: LiveState, view: LiveView): string[] {
  const { colors, columns, rows, now, frame } = view;
  const turning = spinner[frame % spinner.length] ?? '';
  const elapsed = durationBetween(state.since, wholeSeconds(state.since, now));
  const head = [
    headOf(state, elapsed, columns, colors),
    ...state.stages.map((stage) => stageLine(stage, turning, view)),
    ...(state.waits === undefined
      ? []
      : [colors.yellow(cutToColumns(`  ${turning} ${state.waits}`, columns))]),
    ...(state.advice === undefined
      ? []
      : [colors.dim(cutToColumns(`    ${state.advice}`, columns))]),
    ...quietLine(state, view),
  ];
  // The newest of the stages, and then of the log, have the place there is.
  const shown = head.length <= rows ? head : head.slice(head.length - Math.max(rows, 1));
  const room = Math.max(0, rows - shown.length);
  const tail = room === 0 ? [] : state.tail.slice(-room);
  const lines = [...shown, ...tail.map((line) => colors.dim(`    │ ${line}`))];
  return lines.map((line) => cutPainted(line, columns));
}

/** What stays on the terminal, which may wrap it: all stages, in one line where they fit, and that it is released, where it is. */
export function renderSettled(
  state: LiveState,
  { columns, colors }: Pick<LiveView, 'columns' | 'colors'>,
): string[] {
  const stages = state.stages.map(({ name, status, took }) =>
    took === undefined ? `… ${name}` : `${signs[status]} ${name} ${took}`,
  );
  const row = `  ${stages.join('  ')}`;
  const failed = state.stages.filter(({ why }) => why !== undefined);
  const { end, environment } = state;
  return [
    `${environment}: releasing ${state.title}`,
    ...(stages.length > 0 && columnsOf(row) <= columns
      ? [row]
      : stages.map((stage) => `  ${stage}`)),
    ...failed.map(({ name, why }) => `  ${name}: ${why}`),
    ...(end === undefined ? [] : [colors.green(`${environment}: ${end}`)]),
  ];
}

const signs = { Succeeded: '✓', Failed: '✗', Abandoned: '–', InProgress: '…' } as const;

/** What can be done is more than what is cut off where the terminal is narrow. */
function quietLine(
  { quietSince, environment }: LiveState,
  { now, columns, colors }: LiveView,
): string[] {
  if (quietSince === undefined) return [];
  const long = durationBetween(quietSince, wholeSeconds(quietSince, now));
  return [colors.dim(cutToColumns(`  nothing new for ${long}; ${wayOut(environment)}`, columns))];
}

function headOf(
  { environment, title }: LiveState,
  elapsed: string,
  columns: number,
  colors: Colors,
): string {
  const text = cutToColumns(
    `${environment}: releasing ${title}`,
    Math.max(1, columns - elapsed.length - 2),
  );
  return `${colors.bold(text)}  ${colors.dim(elapsed)}`;
}

function stageLine(stage: LiveStage, turning: string, { columns, colors, now }: LiveView): string {
  const { status, name, since, took, why } = stage;
  const running = status === 'InProgress';
  const time = took ?? durationBetween(since, wholeSeconds(since, now));
  const text = `${name.padEnd(8)} ${time}${why === undefined ? '' : `  ${why}`}`;
  const paint = running ? colors.cyan : status === 'Succeeded' ? colors.green : colors.red;
  return `  ${paint(running ? turning : signs[status])} ${cutToColumns(text, columns - 4)}`;
}

/** A clock that is redrawn shows no milliseconds. */
function wholeSeconds(since: Date, now: Date): Date {
  const seconds = Math.max(1, Math.floor((now.getTime() - since.getTime()) / 1000));
  return new Date(since.getTime() + seconds * 1000);
}

function withStage(state: LiveState, action: ReleaseAction, now: Date): LiveState {
  const { id, name, status, startedAt, updatedAt, summary } = action;
  const known = state.stages.find((stage) => stage.id === id);
  const over = status !== 'InProgress';
  const stage: LiveStage = {
    id,
    name,
    status,
    since: known?.since ?? now,
    took: over ? durationBetween(startedAt, updatedAt) : undefined,
    why:
      over && status !== 'Succeeded' && summary
        ? glance(summary.split('\n', 1)[0] ?? '')
        : undefined,
  };
  const stages = known
    ? state.stages.map((it) => (it.id === id ? stage : it))
    : [...state.stages, stage];
  return { ...state, stages };
}
