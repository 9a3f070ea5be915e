import { createColors } from 'picocolors';
import { logRenderer } from '../../../cli/render/log';

const colors = createColors(false);
const log = [
  ['Build', '[Container] 2026/03/01 12:00:00.000 Entering phase BUILD'],
  ['Build', '[Container] 2026/03/01 12:00:00.000 Running command npm test'],
  ['Build', 'ok 1 - adds'],
  ['Build', '[Container] 2026/03/01 12:00:00.000 Phase complete: BUILD State: SUCCEEDED'],
  ['Deploy', '[Container] 2026/03/01 12:00:01.000 Running command ./deploy'],
  ['Deploy', 'done \u001b[2J'],
] as const;

function rendered(isRaw: boolean, isOnTerminal = false): string[] {
  const render = logRenderer({ isRaw, isOnTerminal, colors });
  return log.flatMap(([action, text]) => render({ action, attempt: 1, text }));
}

describe('the log of a release', () => {
  test('has a heading for each action, its commands and what they printed', () => {
    expect(rendered(false)).toEqual([
      '— Build —',
      '$ npm test',
      'ok 1 - adds',
      '— Deploy —',
      '$ ./deploy',
      'done ',
    ]);
  });

  test('is as CodeBuild keeps it where that is asked for', () => {
    expect(rendered(true)).toEqual(log.map(([, text]) => text));
  });

  test('has a heading for each attempt', () => {
    const render = logRenderer({ isRaw: false, isOnTerminal: false, colors });
    const line = (attempt: number, text: string) => render({ action: 'Deploy', attempt, text });
    expect([line(1, 'broken'), line(2, 'mended'), line(2, 'done')].flat()).toEqual([
      '— Deploy —',
      'broken',
      '— Deploy, attempt 2 —',
      'mended',
      'done',
    ]);
  });

  test.each([true, false])('steers no terminal (raw: %s)', (isRaw) => {
    expect(rendered(isRaw, true).join('\n')).not.toContain('\u001b');
  });
});
