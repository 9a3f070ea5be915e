import { commands } from '../../cli/bin/commands';
import type { Command } from '../../cli/command';
import { runWords } from './run';

describe('the command line', () => {
  test('shows its help when it is given nothing', async () => {
    const { exitCode, stdout } = await runWords(commands, []);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Set up\n');
    expect(stdout).toBe((await runWords(commands, ['--help'])).stdout);
  });

  test.each([
    [['locla'], "Unknown command 'locla'.", 'gitenv --help', 'Did you mean local?'],
    [['local', 'staus'], "Unknown command 'staus'.", 'gitenv local --help', 'Did you mean status?'],
    [['local'], 'gitenv local needs a command.', 'gitenv local --help', undefined],
    [
      ['local', 'status', '--rot'],
      "Unknown option '--rot'.",
      'gitenv local status --help',
      'Did you mean --root?',
    ],
    [
      ['local', 'status', '--root'],
      "Option '--root <dir>' argument missing.",
      'gitenv local status --help',
      undefined,
    ],
  ])('refuses %j as a usage error', async (words, message, hint, advice) => {
    await expect(runWords(commands, words)).rejects.toMatchObject({
      code: 'USAGE',
      exitCode: 2,
      message,
      hint,
      advice,
    });
  });

  test('an option that was mistyped is told from one that is there', async () => {
    await expect(runWords(commands, ['push', 'prd', '--skip-upsteam'])).rejects.toMatchObject({
      advice: 'Did you mean --skip-upstream?',
    });
  });

  test.each(everyCommand(commands))('gitenv %s --help shows how it is used', async (path) => {
    const { stdout } = await runWords(commands, [...path.split(' '), '--help']);
    expect(stdout).toContain(`gitenv ${path}`);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  test.each(commands.map((command) => [command.name, command] as const))(
    '%s stands in a group of the help',
    (_, command) => {
      expect(command.group).toBeDefined();
    },
  );
});

function everyCommand(among: readonly Command[], before = ''): string[] {
  return among.flatMap((command) => [
    `${before}${command.name}`,
    ...everyCommand(command.commands ?? [], `${before}${command.name} `),
  ]);
}
