import { readable } from '../../lib/release/following/log-lines';

const at = '[Container] 2026/11/21 09:05:14.349000';

describe('a line of a build log, for somebody who follows it', () => {
  test.each([
    ['what a command prints is left as it is', '  ok 1 - adds', '  ok 1 - adds'],
    ['a command is shown as one', `${at} Running command ./build`, '$ ./build'],
    [
      'a long one by its beginning',
      `${at} Running command ${'x'.repeat(99)}`,
      `$ ${'x'.repeat(71)}…`,
    ],
    [
      'a failing command is told',
      `${at} Command did not exit successfully ./build exit status 3`,
      'Command did not exit successfully ./build exit status 3',
    ],
    [
      'what a phase failed of is told',
      `${at} Phase context status code: YAML_FILE_ERROR Message: line 5: no end of the text`,
      'YAML_FILE_ERROR: line 5: no end of the text',
    ],
    ['a warning is told', `${at} WARNING: node 18 is not here`, 'WARNING: node 18 is not here'],
    ['an empty context is not', `${at} Phase context status code:  Message: `, undefined],
    ['bookkeeping is not', `${at} Entering phase INSTALL`, undefined],
    ['an empty line of a command stays', '', ''],
  ])('%s', (_, line, shown) => {
    expect(readable(line)).toBe(shown);
  });
});
