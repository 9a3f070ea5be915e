import { type ParseArgsConfig, parseArgs } from 'node:util';
import { GitenvError } from '../../lib/errors';
import { exitStatuses } from '../../lib/exit-statuses';
import { type Job, jobOf } from './job/job';

const usage = `usage: node .gitenv/kit.cjs <command>

  bundle [--from <folder>…] [--image] [--if-present] -- <command…>
                                           build the commit, unless its bundle is stored already; with its image;
                                           by no command if its program is not there
  run [--if-present] -- <command…>         run a program of the commit, inside of bundle
  sources                                  restore modes and links of the commit, and fill in its submodules, as
                                           bundle does before it builds
  build                                    check and test the commit with the kit's own tool, inside of bundle
  deploy [--before <program>] -- <command…>
                                           run a program among the files of the bundle; another one before, such as
                                           migrations, without which nothing is deployed
  plan                                     compute what the bundle would change, and keep it
  apply [--before <program>]               apply the plan that the build made
  drift                                    compare the environment with the commit that runs in it
`;

async function main(argv: readonly string[]): Promise<void> {
  const [verb = '', ...rest] = argv;
  const split = rest.indexOf('--');
  const [own, command] = split < 0 ? [rest, []] : [rest.slice(0, split), rest.slice(split + 1)];
  if (verb === 'build') return build();
  if (verb === 'run') return runProgram(own, command);
  const run = verbs[verb];
  if (!run) return refuse(usage);
  const running = verb === 'drift' ? await import('./history/running') : undefined;
  const env = running ? await running.withRunning(process.env) : process.env;
  await run(jobOf(env, say), own, command);
}

/** It runs inside of `bundle`, which tells it nothing of the environment. */
async function build(): Promise<void> {
  const site = { root: process.cwd(), env: process.env, say };
  const { kitSettings } = await import('./job/settings');
  const settings = kitSettings(site);
  const { builderOf } = await import('./builders');
  await builderOf(settings.name)(site, settings);
}

/** It runs inside of `bundle`, too. */
async function runProgram(args: string[], command: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { 'if-present': ifPresent } });
  const { runIfPresent, runPlaced } = await import('./job/programs');
  const run = values['if-present'] ? runIfPresent : runPlaced;
  const root = process.cwd();
  await run({ root }, demanded(command), { cwd: root, env: process.env });
}

const ifPresent = { type: 'boolean', default: false } as const;

const bundleOptions = {
  from: { type: 'string', multiple: true, default: ['.'] },
  image: { type: 'boolean', default: false },
  'if-present': ifPresent,
} satisfies ParseArgsConfig['options'];

const deployOptions = { before: { type: 'string' } } satisfies ParseArgsConfig['options'];

type Verb = (job: Job, args: string[], command: string[]) => Promise<void>;

/** A verb loads what it takes: each start of this program is waited for in every release. */
const verbs: Readonly<Record<string, Verb>> = {
  bundle: async (job, args, command) => {
    const { values } = parseArgs({ args, options: bundleOptions });
    const { from, image, 'if-present': optional } = values;
    const { bundle } = await import('./bundle');
    await bundle(job, { command: demanded(command), from, image, ifPresent: optional });
    if (job.purpose !== 'build' && job.purpose !== 'store')
      await (await import('./components/chosen')).chooseComponents(job);
  },
  sources: async (job) => {
    const { checkOutSources } = await import('./sources/check-out');
    const count = await checkOutSources(job);
    if (count === 0) job.say('The commit has no submodules.');
  },
  deploy: async (job, args, command) => {
    const { values } = parseArgs({ args, options: deployOptions });
    await (await import('./deploy')).deploy(job, demanded(command), values.before);
  },
  plan: async (job) => (await import('./plan')).plan(job),
  apply: async (job, args) => {
    const { values } = parseArgs({ args, options: deployOptions });
    const { apply } = await import('./plan');
    await apply(job, values.before);
  },
  drift: async (job) => (await import('./drift')).drift(job),
};

function demanded(command: string[]): string[] {
  if (command.length > 0) return command;
  throw new GitenvError('USAGE', 'Say after -- what to run', { further: `\n${usage}` });
}

function say(line: string): void {
  process.stdout.write(`gitenv: ${line}\n`);
}

function refuse(why: string, status = 1): void {
  process.stderr.write(`gitenv: ${why}\n`);
  process.exitCode = status;
}

const argv = process.argv.slice(2);
main(argv).catch((error: Error) => {
  const { advice, hint }: Partial<GitenvError> = error instanceof GitenvError ? error : {};
  refuse(advice ? `${error.message} ${advice}` : error.message, statusOf(error, argv[0]));
  if (hint) process.stderr.write(`hint: ${hint.replaceAll('\n', '\n      ')}\n`);
});

/** By the status alone others are told whether a deploy that failed has changed anything, and whether another try can help. */
function statusOf(error: Error, verb: string | undefined): number {
  const isDeploy = verb === 'apply' || verb === 'deploy';
  const hasChanged = !(error instanceof GitenvError && error.changed);
  if (isDeploy) return hasChanged ? 1 : exitStatuses.nothingChanged;
  // What a plan finds may be the account's fault as well.
  const isOfCommit = verb === 'bundle' || verb === 'sources';
  const isAtFault = error instanceof GitenvError && error.code === 'BAD_COMMIT';
  return isOfCommit && isAtFault ? exitStatuses.badCommit : 1;
}
