import { defineCommand } from '../command';

export const demoCommand = defineCommand({
  name: 'demo',
  group: 'Set up',
  summary: 'Watch releases, a failure and a rollback on this machine',
  description:
    'Runs in a temporary folder with its own AWS configuration; yours is neither read nor changed. Every command it shows is run as shown.',
  options: [
    { spelling: '--keep', meaning: 'Leave the folder, the server and the machines to play with' },
  ],
  examples: [
    { line: 'gitenv demo', meaning: 'under a minute' },
    { line: 'gitenv demo --keep', meaning: 'and go on from there' },
  ],
  run: async ({ output, packageRoot }, { options }) => {
    const { playDemo } = await import('../../lib/setup/demo/demo');
    const { renderAnswer, renderCommand, renderEnd, renderWords } = await import('../render/demo');
    const colors = output.progressColors;
    const result = await playDemo(packageRoot, {
      keep: options.keep,
      say: (text) => output.notice(renderWords(text, colors)),
      command: (text) => output.notice(renderCommand(text, colors)),
      answer: (environment, text) => output.notice(renderAnswer(environment, text, colors)),
    });
    output.result(result, () => renderEnd(result));
    return undefined;
  },
});
