import { defineCommand } from '../command';

const shells = ['bash', 'zsh', 'fish'] as const;

export const shellInitCommand = defineCommand({
  name: 'shell-init',
  group: 'Set up',
  summary: 'Print what gives a shell completion, and git push <env> <commit>',
  description:
    'The script completes commands, options, environments and recent commits. It also lets git push <env> <commit> ' +
    'release a commit, which git by itself refuses, by naming the branch for it; every other call of git is passed ' +
    'on as it is.',
  arguments: [{ spelling: '<shell>', meaning: 'bash, zsh or fish', choices: shells }],
  examples: [
    { line: 'eval "$(gitenv shell-init bash)"', meaning: 'in ~/.bashrc' },
    { line: 'eval "$(gitenv shell-init zsh)"', meaning: 'in ~/.zshrc, after compinit' },
    {
      line: 'gitenv shell-init fish | source',
      meaning: 'in ~/.config/fish/config.fish',
    },
  ],
  run: async (session, { args: [shell] }) => {
    const { readShellScript } = await import('../package');
    const script = readShellScript(session.packageRoot, shell, shells);
    session.output.result({ shell, script }, () => script);
    return undefined;
  },
});
