import type { PlaceQuestion, PlacingPort } from '../../lib/setup/init/port';
import { defineCommand } from '../command';
import { chooseRights } from '../deploy-rights';
import { settingOptions, settingsGiven } from '../environment-settings';
import { offer, offered } from '../offer';
import type { Parameter } from '../parameter';
import type { Session } from '../session';

const deployspecQuestion = 'Your buildspec.yml has no deployspec.yml beside it. Write one?';

const verifyQuestion = (environments: readonly string[]) =>
  `The repository has ./verify. Run it after each deploy to ${environments.join(', ')}?`;

/** Where the environments named are on the path; what has a place keeps it without these. */
const placeOptions = [
  { spelling: '--first', meaning: 'Commits take the environments named before all others' },
  { spelling: '--after <env>', meaning: 'Commits take them right after this environment' },
  { spelling: '--before <env>', meaning: 'Commits take them right before this environment' },
] as const satisfies readonly Parameter[];

export const initCommand = defineCommand({
  name: 'init',
  group: 'Set up',
  summary: 'Install environments in their AWS accounts, or upgrade them',
  description:
    'Checks the account behind each profile, shows what CloudFormation would change, asks, and deploys. Then it adds ' +
    'a git remote for each environment and records them in gitenv.json. Run again, it upgrades what is there, or ' +
    'says that nothing changes. A setting that is not given keeps its value, and an environment its place on the path. ' +
    'A new pipeline releases by itself what the repository has already; --hold keeps that out of Deploy. A change of a ' +
    'pipeline stops the releases that are on their way in it, and is refused while there are any.',
  arguments: [
    {
      spelling: '<env...>',
      meaning:
        'Environments, such as dev stg prd, in the order that commits take; one that is new may need a place',
    },
  ],
  options: [
    {
      spelling: '--profile <name>',
      meaning:
        'AWS profile, once for each environment (default: the one named <env> or gitenv-<env>)',
      repeatable: true,
    },
    { spelling: '--region <region>', meaning: "AWS region (default: the profile's)" },
    { spelling: '--application <name>', meaning: "Application (default: the folder's name)" },
    { spelling: '--branch <name>', meaning: 'Branch whose commits are released (default main)' },
    {
      spelling: '--kit <name>',
      meaning: 'Kit that a repository without buildspecs begins with (default: by its files)',
    },
    { spelling: '--deployspec', meaning: 'Write a deployspec.yml to fill in, if there is none' },
    ...placeOptions,
    ...settingOptions,
    {
      spelling: '--hold',
      meaning: 'Let nothing enter Deploy of a new pipeline before gitenv unlock',
    },
    {
      spelling: '--stop-releases',
      meaning: 'Change a pipeline although that stops the releases that are on their way in it',
    },
    {
      spelling: '--adopt',
      meaning: 'Take up a repository whose commits have nothing in common with those here',
    },
    {
      spelling: '--deploy-from <input>',
      meaning:
        'Run deploys in the pushed commit (source), or in what its build made, as kits of before contract version 3 need it (bundle); by default source as soon as nothing needs the other',
      choices: ['source', 'bundle'],
    },
    {
      spelling: '--replace',
      meaning: 'Delete a stack that failed to be created, and make it anew',
    },
  ],
  examples: [
    { line: 'gitenv init dev stg prd', meaning: 'three accounts, by the profiles of those names' },
    {
      line: 'gitenv init prd --after stg --profile shop-production --approval',
      meaning: 'one more, where a person approves',
    },
    {
      line: 'gitenv init stg --hold',
      meaning: 'over a repository that has commits, and releases none of them yet',
    },
    { line: 'gitenv init dev --yes', meaning: 'upgrade it after gitenv itself was upgraded' },
  ],
  run: async (session, { args, options }) => {
    const { init } = await import('../../lib/setup/init/init');
    const { kitsOf, readEnvironmentTemplate, readGuard } = await import('../package');
    const { renderInit } = await import('../render/init-result');
    const { InitProgress } = await import('../render/init-progress');
    const { output } = session;
    const { assumeYes } = session;
    const progress = new InitProgress(output, args);
    const result = await init(
      {
        ...options,
        environments: args,
        profiles: options.profile ?? [],
        directory: session.directory,
        env: session.env,
        settings: await settingsGiven(options),
        place: { first: options.first, after: options.after, before: options.before },
        typed: session.typed,
        template: readEnvironmentTemplate(session.packageRoot),
        guard: readGuard(session.packageRoot),
        kits: kitsOf(session.packageRoot),
        deployspec: options.deployspec || undefined,
      },
      {
        say: (event) => progress.say(event),
        confirm: (question) => progress.ask(() => session.confirm(question, { assumeYes })),
        confirmReplacement: (question) =>
          progress.ask(() =>
            session.confirm(question, { assumeYes: options.replace, option: '--replace' }),
          ),
        chooseKit: (choices) => progress.ask(() => chooseKit(session, choices, !assumeYes)),
        chooseRights: (question) =>
          progress.askRights(question, () => chooseRights(session, question, !assumeYes)),
        choosePlace: (question) => progress.ask(() => choosePlace(session, question, !assumeYes)),
        offerDeployspec: () => progress.ask(() => offer(session, deployspecQuestion, !assumeYes)),
        offerVerify: (names) =>
          progress.ask(() => offered(session, verifyQuestion(names), !assumeYes)),
        whenInterrupted: session.whenInterrupted,
      },
    );
    output.result(result, () => renderInit(result, output.colors, output.columns));
    return undefined;
  },
});

/** `--yes` says what may be changed, and not what a repository is. */
async function chooseKit(
  session: Session,
  choices: Parameters<PlacingPort['chooseKit']>[0],
  mayAsk: boolean,
): Promise<string> {
  const names = choices.map(({ name }) => name);
  const why = [...new Set(choices.map(({ because }) => because))].join(' and ');
  return session.choose(`${why} can mean several kits. Which one (gitenv kits describes them)?`, {
    choices: names,
    usual: names[0],
    mayAsk,
    otherwise: `Add one of: ${names.map((name) => `--kit ${name}`).join(', ')}.`,
  });
}

/** No environment is called so. */
const noneBefore = '-';

async function choosePlace(
  session: Session,
  { environment, path, choices, usual }: PlaceQuestion,
  mayAsk: boolean,
): Promise<string | undefined> {
  const options = choices.map((name) => (name === undefined ? '--first' : `--after ${name}`));
  const question = `Commits take ${path.join(' → ')}. Which one does ${environment} come after (${noneBefore} for none)?`;
  const answer = await session.choose(question, {
    choices: choices.map((name) => name ?? noneBefore),
    usual: usual ?? noneBefore,
    mayAsk,
    otherwise: `Add one of: ${options.join(', ')}.`,
  });
  return answer === noneBefore ? undefined : answer;
}
