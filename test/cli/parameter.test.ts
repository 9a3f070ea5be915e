import { defineCommand, type InputOf } from '../../cli/command';
import { overrideIn, overrideOptions } from '../../cli/override';
import type { ArgumentsOf, OptionsOf, Parameter } from '../../cli/parameter';
import type { Session } from '../../cli/session';
import { captureOutput, runWords } from './run';

/** Accepted by tsc only where both types are the same; `npm test` runs tsc first. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_ extends true>() => undefined;

interface Spelled<Spelling extends string> {
  readonly spelling: Spelling;
  readonly meaning: string;
}
type Words<Spelling extends string> = ArgumentsOf<readonly [Spelled<Spelling>]>;
type Options<Spelling extends string> = OptionsOf<Spelled<Spelling>>;

holds<Same<Words<'<env>'>, readonly [string]>>();
holds<Same<Words<'[commit]'>, readonly [string | undefined]>>();
holds<Same<Words<'<env...>'>, readonly [string, ...string[]]>>();
holds<Same<Words<'[words...]'>, readonly string[]>>();
holds<
  Same<
    ArgumentsOf<readonly [Spelled<'<env>'>, Spelled<'<NAME>'>, Spelled<'[value]'>]>,
    readonly [string, string, string | undefined]
  >
>();

holds<Same<Options<'--yes'>, { readonly yes: boolean }>>();
// @ts-expect-error a type that is not the declared one would be found
holds<Same<Options<'--yes'>, { readonly yes: boolean | undefined }>>();
holds<Same<Options<'-y, --yes'>, { readonly yes: boolean }>>();
holds<Same<Options<'--no-follow'>, { readonly follow: boolean }>>();
holds<Same<Options<'-C <dir>'>, { readonly C: string | undefined }>>();
holds<Same<Options<'-n, --limit <n>'>, { readonly limit: string | undefined }>>();
holds<
  Same<Options<'--log-retention-days <n>'>, { readonly logRetentionDays: string | undefined }>
>();
holds<Same<Options<'--profile <env=name>'>, { readonly profile: string | undefined }>>();
holds<
  Same<
    Options<'--trust <owner/repo[:branch]>' | '--no-trust'>,
    { readonly trust: string | false | undefined }
  >
>();
holds<
  Same<
    Options<'--privileged' | '--no-privileged'>,
    { readonly privileged: true | false | undefined }
  >
>();
holds<
  Same<OptionsOf<Spelled<'--for <span>'> & { readonly fallback: '1h' }>, { readonly for: string }>
>();
holds<
  Same<
    OptionsOf<Spelled<'--approval [which]'> & { readonly choices: readonly ['a', 'b'] }>,
    { readonly approval: 'a' | 'b' | true | undefined }
  >
>();
holds<
  Same<
    OptionsOf<Spelled<'--policy <arn>'> & { readonly repeatable: true }>,
    { readonly policy: string[] | undefined }
  >
>();

const declared = {
  arguments: [
    { spelling: '<env>', meaning: '' },
    { spelling: '[commit]', meaning: '' },
  ],
  options: [
    { spelling: '-f, --fast', meaning: '' },
    { spelling: '--no-follow', meaning: '' },
    { spelling: '--privileged', meaning: '' },
    { spelling: '--no-privileged', meaning: '' },
    { spelling: '--approval [which]', meaning: '', choices: ['changes', 'destroys'] },
    { spelling: '--no-approval', meaning: '' },
    { spelling: '--log-days <n>', meaning: '' },
    { spelling: '--for <span>', meaning: '', fallback: '1h' },
    { spelling: '--build-policy <arn>', meaning: '', repeatable: true },
    ...overrideOptions(['skip-config']),
  ],
} as const satisfies { arguments: readonly Parameter[]; options: readonly Parameter[] };

type Seen = InputOf<(typeof declared)['arguments'], (typeof declared)['options']>;

/** What a command with these parameters is given for words. */
async function inputFor(words: readonly string[]): Promise<Seen> {
  const seen: Seen[] = [];
  const command = defineCommand({
    name: 'try',
    summary: '',
    ...declared,
    run: async (_, input) => {
      seen.push(input);
      return undefined;
    },
  });
  const { output } = captureOutput();
  await runWords([command], ['try', ...words], { output } as Session);
  const [input] = seen;
  if (!input) throw new Error('the command did not run');
  return input;
}

describe('what a declaration promises, commander keeps', () => {
  test('for words that are left out', async () => {
    const { args, options } = await inputFor(['prd']);
    const [environment, commit]: readonly [string, string | undefined] = args;
    expect([environment, commit]).toEqual(['prd', undefined]);
    const expected: Seen['options'] = {
      fast: false,
      follow: true,
      privileged: undefined,
      approval: undefined,
      logDays: undefined,
      for: '1h',
      buildPolicy: undefined,
      skipConfig: false,
      reason: undefined,
    };
    expect({ ...expected, ...options }).toEqual(expected);
    expect(overrideIn(options, false).guards).toEqual([]);
  });

  test('for words that are there', async () => {
    const words = ['prd', 'v1', '-f', '--no-follow', '--no-privileged', '--log-days', '7'];
    const more = ['--for', '2d', '--build-policy', 'a', '--build-policy', 'b', '--skip-config'];
    const approval = ['--approval', 'changes', '--reason', 'why'];
    const { args, options } = await inputFor([...words, ...more, ...approval]);
    expect(args).toEqual(['prd', 'v1']);
    const expected: Seen['options'] = {
      fast: true,
      follow: false,
      privileged: false,
      approval: 'changes',
      logDays: '7',
      for: '2d',
      buildPolicy: ['a', 'b'],
      skipConfig: true,
      reason: 'why',
    };
    expect(options).toEqual(expected);
    expect(overrideIn(options, false)).toMatchObject({ guards: ['skip-config'], reason: 'why' });
  });

  test.each([
    [['--approval'], true],
    [['--no-approval'], false],
  ] as const)('for an option whose value may be left out: %j', async (words, approval) => {
    const { options } = await inputFor(['prd', ...words]);
    expect(options.approval).toBe(approval);
  });

  test('and a word that was not declared is refused before run', async () => {
    await expect(inputFor(['prd', 'v1', 'more'])).rejects.toMatchObject({ code: 'USAGE' });
    await expect(inputFor([])).rejects.toMatchObject({ code: 'USAGE' });
  });
});
