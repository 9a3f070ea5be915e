import fs from 'node:fs';
import path from 'node:path';
import { commands } from '../../cli/bin/commands';
import { groups } from '../../cli/command';

const readme = fs.readFileSync(path.join(__dirname, '../../README.md'), 'utf8');

/** The README's table of commands, as the program itself would write it. */
function expectedTable(): string[] {
  return groups.flatMap((group) =>
    commands
      .filter((command) => command.group === group)
      .map((command) => {
        const words = [command.name, ...(command.arguments ?? []).map(({ spelling }) => spelling)];
        const inner = command.commands?.map(({ name }) => name).join('\\|');
        return `| \`gitenv ${[...words, ...(inner ? [inner] : [])].join(' ')}\` | ${command.summary} |`;
      }),
  );
}

describe('the README', () => {
  test('lists every command with the summary that --help shows', () => {
    const [, section = ''] = readme.split('## Commands\n');
    const rows = section
      .split('\n## ')[0]
      ?.split('\n')
      .filter((line) => line.startsWith('| `gitenv '))
      .map((line) => line.replace(/ +/g, ' '));
    expect(rows).toEqual(expectedTable());
  });
});
