import { GitenvError } from '../../lib/errors';
import { type Command, defineCommand } from '../command';
import { redeployIn } from './redeploy';

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
    refuseInView(name, setting, value);
    const { openSetting } = await import('../../lib/inspect/settings/open-setting');
    const { setSetting } = await import('../../lib/inspect/settings/change-setting');
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
    const { listSettings } = await import('../../lib/inspect/settings/open-setting');
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

const rotate = defineCommand({
  name: 'rotate',
  summary: 'Put another value in place of one',
  description:
    'As config set, where there is a value. AWS keeps the one before: a secret’s as AWSPREVIOUS, a parameter’s in its history. ' +
    'Releases that are running keep what they have until the next one.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    { spelling: '<NAME>', meaning: 'A name that gitenv.json declares under "config"' },
    { spelling: '[value]', meaning: 'Refused, with the reason', hidden: true },
  ],
  options: [
    { spelling: '--generate', meaning: 'Take letters and digits by chance' },
    { spelling: '--length <n>', meaning: 'How many (16 to 128; default 32)' },
    {
      spelling: '--redeploy',
      meaning: 'Release once more what the environment is at, so that it reads the value',
    },
  ],
  examples: [
    { line: 'gitenv config rotate prd API_KEY', meaning: 'asks for the new one' },
    {
      line: 'gitenv config rotate prd SESSION_KEY --generate',
      meaning: 'which nobody has ever seen',
    },
    { line: 'gitenv config rotate prd API_KEY --redeploy < key.txt', meaning: 'and has it read' },
  ],
  run: async (session, { args: [name, setting, value], options }) => {
    refuseInView(name, setting, value, 'rotate');
    const length = lengthIn(options.length, options.generate);
    const { generatedValue, openToRotate, rotateSetting } = await import(
      '../../lib/inspect/settings/change-setting'
    );
    const { longestValue } = await import('../../lib/config/setting-value');
    const { renderRotated } = await import('../render/config');
    const { environment, root } = await session.project();
    const opened = await openToRotate(environment(name), setting, { cwd: root });
    const prompt = `${name}: new value of ${setting}, which nobody sees: `;
    const given = options.generate
      ? generatedValue(length)
      : await session.readValue(prompt, longestValue);
    const versions = await rotateSetting(opened, given);
    const { kind, reference } = opened.state;
    const rotated = { environment: name, name: setting, kind, reference, ...versions };
    const deployed = options.redeploy
      ? await redeployIn(session, name, { follow: true, override: unguarded })
      : undefined;
    session.output.result({ ...rotated, deployed }, () => renderRotated(rotated, deployed));
    return undefined;
  },
});

const unset = defineCommand({
  name: 'unset',
  summary: 'Delete a value from an environment’s account',
  description:
    'A secret can be restored for 30 days, a parameter cannot. Releases of commits that declare the name do not start until it has a ' +
    'value again. Says first whether the commit that runs declares it, and asks.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    { spelling: '<NAME>', meaning: 'A name that gitenv.json declares under "config"' },
  ],
  options: [
    {
      spelling: '--at <commit>',
      meaning:
        'Take the declaration from this commit’s gitenv.json, as of a name that it declares no more',
    },
  ],
  examples: [
    { line: 'gitenv config unset dev OLD_KEY', meaning: 'asks first' },
    { line: 'gitenv config unset prd OLD_KEY --at HEAD~3', meaning: 'which gitenv.json had then' },
  ],
  run: async (session, { args: [name, setting], options: { at } }) => {
    const { openToUnset, unsetSetting } = await import('../../lib/inspect/settings/change-setting');
    const { renderUnset, unsetQuestion } = await import('../render/config');
    const { environment, root } = await session.project();
    const unsetting = await openToUnset(environment(name), setting, at, { cwd: root });
    await session.confirm(unsetQuestion(name, unsetting), session);
    const gone = await unsetSetting(unsetting);
    session.output.result({ environment: name, ...gone }, () => renderUnset(name, gone));
    return undefined;
  },
});

const diff = defineCommand({
  name: 'diff',
  summary: 'Show side by side what two environments have, without the values',
  description: 'Names, where each is kept, since when, and what one of the two lacks.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    { spelling: '<other>', meaning: 'The one it is compared with' },
  ],
  examples: [
    { line: 'gitenv config diff stg prd', meaning: 'before a promotion' },
    { line: 'gitenv config diff stg prd --json', meaning: 'for a script' },
  ],
  run: async (session, { args: [name, other] }) => {
    const { compareSettings } = await import('../../lib/inspect/settings/compare-settings');
    const { renderCompared } = await import('../render/config');
    const { output } = session;
    const { environment } = await session.project();
    const settings = await compareSettings(environment(name), environment(other));
    output.result({ environments: [name, other], settings }, () =>
      renderCompared([name, other], settings, {
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
  commands: [set, rotate, unset, list, diff],
};

/** Nobody is asked to pass a guard here. */
const unguarded = { guards: [], reason: undefined, isNamed: true };

/** @throws GitenvError USAGE for a length that nobody would want, or that nothing is generated of */
function lengthIn(text: string | undefined, generates: boolean): number {
  if (text === undefined) return 32;
  const length = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (generates && length >= 16 && length <= 128) return length;
  throw new GitenvError(
    'USAGE',
    generates ? `--length ${text} is no number from 16 to 128` : '--length needs --generate',
  );
}

/** The value itself is not repeated. */
function refuseInView(
  environment: string,
  setting: string,
  value: string | undefined,
  verb: 'set' | 'rotate' = 'set',
): void {
  if (value === undefined && !setting.includes('=')) return;
  throw new GitenvError(
    'USAGE',
    'A value is not taken from the command line, where the shell’s history and the list of processes show it',
    {
      advice: 'Give it on standard input, or type it when you are asked.',
      hint:
        verb === 'rotate'
          ? `gitenv config rotate ${environment} NAME < file\ngitenv config rotate ${environment} NAME`
          : `gitenv config set ${environment} NAME < file\ngitenv config set ${environment} NAME`,
    },
  );
}
