import { nextStep } from '../../../../../lib/local/services/codepipeline/execution/next-step';
import type { Stage } from '../../../../../lib/local/services/codepipeline/model/declaration';
import type {
  ActionRun,
  StageRun,
} from '../../../../../lib/local/services/codepipeline/model/records';

/** `a1` is action a with runOrder 1. */
function stage(...actions: string[]): Stage {
  return {
    name: 'Build',
    actions: actions.map((name) => ({ name, runOrder: Number(name.slice(-1)) })),
  } as unknown as Stage;
}

/** `a1 Failed` is one run of action a1. */
function run(lines: string[], more: Partial<StageRun> = {}): StageRun {
  const actions = lines.map((line) => {
    const [name, status] = line.split(' ');
    return { name, status } as ActionRun;
  });
  return { name: 'Build', actions, allFrom: 0, failuresFrom: 0, ...more } as StageRun;
}

function next(declared: Stage, ran: StageRun, limit?: number): string {
  const step = nextStep(declared, ran, limit);
  if (step.kind === 'start') return `start ${step.actions.map(({ name }) => name).join(' ')}`;
  return step.kind === 'end' ? step.status : 'wait';
}

describe('a stage', () => {
  test.each([
    ['starts all of the first number', [], 'start a1 b1'],
    ['waits for the rest of a number', ['a1 Succeeded', 'b1 InProgress'], 'wait'],
    ['goes on to the next number', ['a1 Succeeded', 'b1 Succeeded'], 'start c2'],
    ['ends well after the last', ['a1 Succeeded', 'b1 Succeeded', 'c2 Succeeded'], 'Succeeded'],
    ['waits for what runs beside a failure', ['a1 Failed', 'b1 InProgress'], 'wait'],
    ['fails without starting the next number', ['a1 Failed', 'b1 Succeeded'], 'Failed'],
    ['fails after an abandoned action', ['a1 Abandoned', 'b1 Succeeded'], 'Failed'],
  ])('%s', (_, lines, expected) => {
    expect(next(stage('a1', 'b1', 'c2'), run(lines))).toBe(expected);
  });

  test('that retries its failed actions keeps those that succeeded', () => {
    const retried = run(['a1 Failed', 'b1 Succeeded'], { failuresFrom: 2 });
    expect(next(stage('a1', 'b1'), retried)).toBe('start a1');
  });

  test('that retries all actions runs those that succeeded too', () => {
    const retried = run(['a1 Failed', 'b1 Succeeded'], { failuresFrom: 2, allFrom: 2 });
    expect(next(stage('a1', 'b1'), retried)).toBe('start a1 b1');
  });

  test('counts a failure after the retry', () => {
    const retried = run(['a1 Failed', 'a1 Failed'], { failuresFrom: 1 });
    expect(next(stage('a1'), retried)).toBe('Failed');
  });

  test('starts no more at a time than it may', () => {
    const declared = stage('a1', 'b1', 'c1');
    expect(next(declared, run([]), 2)).toBe('start a1 b1');
    expect(next(declared, run(['a1 InProgress', 'b1 InProgress']), 2)).toBe('wait');
    expect(next(declared, run(['a1 Succeeded', 'b1 InProgress']), 2)).toBe('start c1');
  });
});
