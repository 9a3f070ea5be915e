import type { DemoResult } from '../../lib/setup/demo/demo';
import type { Colors } from '../terminal/output';

export function renderWords(text: string, colors: Colors): string {
  return `\n${colors.bold(text)}`;
}

export function renderCommand(text: string, colors: Colors): string {
  return `\n${colors.cyan(`$ ${text}`)}`;
}

export function renderAnswer(environment: string, text: string, colors: Colors): string {
  return colors.green(`  ${environment}: ${text}`);
}

export function renderEnd({ seconds, kept }: DemoResult): string {
  const end = `\nThat took ${seconds.toFixed(0)} seconds.`;
  if (!kept)
    return `${end} Nothing of it is left. To see it on a page: gitenv demo --keep, and gitenv console there.`;
  return [
    `${end} To go on from there:`,
    `  cd ${kept.repository} && . ${kept.shellFile}`,
    'All of it on a page, from there:',
    '  gitenv console',
    'To remove it, from there:',
    `  gitenv local destroy --root ${kept.folder}/aws --yes && rm -rf ${kept.folder}`,
  ].join('\n');
}
