import { createColors } from 'picocolors';
import { commands } from '../../../cli/bin/commands';
import { globalOptions } from '../../../cli/command';
import { renderCommandHelp, renderHelp } from '../../../cli/render/help';

const colors = createColors(false);
const every = commands.flatMap((command) => [command, ...(command.commands ?? [])]);
const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

describe('help', () => {
  test('fits a terminal of 80 columns', () => {
    expect(
      widest(renderHelp(commands, globalOptions, { colors, columns: 80 })),
    ).toBeLessThanOrEqual(80);
    for (const command of every) {
      const view = { colors, columns: 80 };
      const text = renderCommandHelp(`gitenv ${command.name}`, command, globalOptions, view);
      const [prose = ''] = text.split('\n\nExamples\n');
      expect(widest(prose)).toBeLessThanOrEqual(80);
    }
  });

  test('breaks descriptions where the terminal ends, and nowhere else', () => {
    for (const { description = '' } of every) expect(description).not.toContain('\n');
  });
});
