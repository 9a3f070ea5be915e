import { GitenvError } from '../../lib/errors';
import { type Command, defineCommand } from '../command';

const set = defineCommand({
  name: 'set',
  summary: 'Keep a value in an environment’s account',
  description:
    'The value comes on standard input, less one newline at its end, or is asked for where a terminal shows nothing of it. It goes ' +
    'to the account and nowhere else. Releases that are running keep what they have until the next one.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    { spelling: '<NAME>', meaning: 'A name that gitenv.json declares under "config"' },
    { spelling: '[value]', meaning: 'Refused, with the reason', hidden: true },
  ],
  options: [
    {
      spelling: '--at <commit>',
      meaning: 'Take the declaration from this commit’s gitenv.json, as before a rollback to it',
    },
  ],
  examples: [
    { line: 'gitenv config set prd API_KEY', meaning: 'asks for it' },
    { line: 'gitenv config set prd API_KEY < key.txt', meaning: 'from a file' },
    { line: 'pass show shop/prd | gitenv config set prd API_KEY', meaning: 'from another program' },
  ],
  run: async (session, { args: [name, setting, value], options }) => {
    if (value !== undefined || setting.includes('=')) throw valueInView(name);
    const { openSetting, setSetting } = await import('../../lib/inspect/values');
    const { longestValue } = await import('../../lib/config/setting-value');
    const { environment, root } = await session.project();
    const at = options.at;
    const opened = await openSetting(environment(name), setting, at, { cwd: root });
    const { kind, reference } = opened.state;
    const prompt = `${name}: value of ${setting}, which nobody sees: `;
    await setSetting(opened, await session.readValue(prompt, longestValue));
    session.output.result({ environment: name, name: setting, kind, reference }, () => {
      const where = kind === 'secret' ? 'the secret' : 'the parameter';
      return `${name}: ${setting} is kept as ${where} ${reference}`;
    });
    return undefined;
  },
});

const list = defineCommand({
  name: 'list',
  summary: 'Show what an environment has of what gitenv.json declares, without the values',
  description:
    'What is missing keeps a release from starting. No permission to read a value is needed.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  examples: [
    { line: 'gitenv config list prd', meaning: 'what is there, and what is missing' },
    { line: 'gitenv config list prd --json', meaning: 'with the ARNs that a policy may name' },
  ],
  run: async (session, { args: [name] }) => {
    const { listSettings } = await import('../../lib/inspect/values');
    const { renderSettings } = await import('../render/config');
    const { output } = session;
    const { environment } = await session.project();
    const settings = await listSettings(environment(name));
    output.result({ environment: name, settings }, () =>
      renderSettings(name, settings, {
        now: session.now(),
        columns: output.columns,
        colors: output.colors,
      }),
    );
    return undefined;
  },
});

export const configCommand: Command = {
  name: 'config',
  group: 'Set up',
  summary: 'Keep the configuration and secrets that gitenv.json declares',
  description:
    'gitenv.json has the names, each account its own values: in parameters of SSM, or in Secrets Manager. A release does not start ' +
    'where one is missing, and refers to them by name.',
  commands: [set, list],
};

/** The value itself is not repeated. */
function valueInView(environment: string): GitenvError {
  return new GitenvError(
    'USAGE',
    'A value is not taken from the command line, where the shell’s history and the list of processes show it',
    {
      advice: 'Give it on standard input, or type it when you are asked.',
      hint: `gitenv config set ${environment} NAME < file\ngitenv config set ${environment} NAME`,
    },
  );
}
