import { createColors } from 'picocolors';
import { StackProgress, StackRows } from '../../../cli/render/stack-rows';
import { Output, type Sink } from '../../../cli/terminal/output';
import { columnsOf } from '../../../cli/terminal/width';
import type { StackEvent } from '../../../lib/aws/stack/stack-events';

const colors = createColors(false);

function event(logicalId: string, status: string, isStack = false): StackEvent {
  const at = new Date('2026-03-01T12:00:00Z');
  return { id: `${logicalId}-${status}`, at, logicalId, type: 'T', status, reason: 'r', isStack };
}

describe('the rows of stacks', () => {
  test('count what is done of what is to be, an environment a row', () => {
    const rows = new StackRows(['dev', 'prd'], { columns: 80, colors });
    rows.expect('dev', 3);
    rows.take('dev', event('Repository', 'CREATE_IN_PROGRESS'));
    rows.take('dev', event('Repository', 'CREATE_COMPLETE'));
    rows.take('prd', event('shop', 'UPDATE_IN_PROGRESS', true));
    expect(rows.toString().split('\n')).toEqual([
      'dev  1 of 3 resources, CREATE_COMPLETE Repository',
      'prd  0 resources, UPDATE_IN_PROGRESS the stack',
    ]);
    rows.end('dev');
    expect(rows.toString()).toBe('prd  0 resources, UPDATE_IN_PROGRESS the stack');
  });

  test.each([1, 3, 10, 24])('fit into a terminal of %i columns', (columns) => {
    const rows = new StackRows(['dev'], { columns, colors });
    rows.take('dev', event('AVeryLongNameOfAResource', 'CREATE_IN_PROGRESS'));
    expect(columnsOf(rows.toString())).toBeLessThanOrEqual(columns);
  });

  test('do not keep a failure to themselves', () => {
    const rows = new StackRows(['dev'], { columns: 80, colors });
    expect(rows.take('dev', event('Repository', 'CREATE_FAILED'))).toBe(false);
  });
});

describe('what CloudFormation does', () => {
  const shown = (isTTY: boolean, verbose = false) => {
    const written: string[] = [];
    const sink: Sink = { isTTY, columns: 80, rows: 24, write: (text) => written.push(text) > 0 };
    const output = new Output({
      stdout: sink,
      stderr: sink,
      env: { NO_COLOR: '1' },
      json: false,
      quiet: false,
      verbose,
    });
    const stacks = new StackProgress(output, ['dev'], (name, { status }) => [`${name} ${status}`]);
    stacks.take('dev', event('Repository', 'CREATE_COMPLETE'));
    stacks.take('dev', event('Build', 'CREATE_FAILED'));
    stacks.settle();
    return written.join('');
  };

  test.each([
    [false, false],
    [true, true],
  ])('is a line an event (terminal: %s, verbose: %s)', (isTTY, verbose) => {
    expect(shown(isTTY, verbose)).toBe('dev CREATE_COMPLETE\ndev CREATE_FAILED\n');
  });

  test('is a row on a terminal, and a line where it fails', () => {
    const text = shown(true);
    expect(text).toContain('1 resources, CREATE_COMPLETE Repository');
    expect(text).not.toContain('dev CREATE_COMPLETE\n');
    expect(text).toContain('dev CREATE_FAILED\n');
  });
});
