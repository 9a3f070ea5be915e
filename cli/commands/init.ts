import { approvalByPlan } from '../../lib/contract';
import type { InitOptions } from '../../lib/setup/init/init';
import type { PlaceQuestion, PlacingPort } from '../../lib/setup/init/port';
import { defineCommand } from '../command';
import { chooseRights, rightsGiven } from '../deploy-rights';
import { trustGiven } from '../github-trust';
import { offerDeployspec } from '../offer';
import type { OptionsOf, Parameter } from '../parameter';
import type { Session } from '../session';

type Settings = InitOptions['settings'];

/** Where the environments named are on the path; what has a place keeps it without these. */
const placeOptions = [
  { spelling: '--first', meaning: 'Commits take the environments named before all others' },
  { spelling: '--after <env>', meaning: 'Commits take them right after this environment' },
  { spelling: '--before <env>', meaning: 'Commits take them right before this environment' },
] as const satisfies readonly Parameter[];

/** What is decided for each environment, and kept where it is not given. */
const settingOptions = [
  {
    spelling: '--approval [which]',
    meaning:
      'Have a person approve each release before it is deployed; or only those whose plan changes, or destroys, anything',
    choices: approvalByPlan,
  },
  { spelling: '--no-approval', meaning: 'Deploy without asking anybody' },
  {
    spelling: '--execution-mode <mode>',
    meaning: 'Whether the last push wins or every push is released, in order',
    choices: ['SUPERSEDED', 'QUEUED'],
  },
  {
    spelling: '--build-policy <arn>',
    meaning: 'Managed policy of the role that builds and plans; may be given more than once',
    repeatable: true,
  },
  {
    spelling: '--deploy-rights <which>',
    meaning:
      'What deploys may change: what the template declares (template), nothing, everything (administrator), or what the policy with this ARN allows',
  },
  {
    spelling: '--deploy-policy <arn>',
    meaning: 'Managed policy of the role that deploys; may be given more than once',
    repeatable: true,
  },
  { spelling: '--permissions-boundary <arn>', meaning: 'Managed policy that bounds every role' },
  {
    spelling: '--trust-github <owner/repo[:branch]>',
    meaning: 'Let GitHub Actions of that branch (default: of the same name) push, without a key',
  },
  { spelling: '--no-trust-github', meaning: 'Let nobody at GitHub push any longer' },
  {
    spelling: '--create-github-provider',
    meaning:
      "Also make the account's identity provider for GitHub, which it has once or not at all",
  },
  { spelling: '--build-image <image>', meaning: 'CodeBuild image of builds and deploys' },
  { spelling: '--compute-type <type>', meaning: 'CodeBuild machine of builds and deploys' },
  { spelling: '--timeout-minutes <n>', meaning: 'Minutes until a build or a deploy is stopped' },
  {
    spelling: '--privileged',
    meaning: "Let builds run Docker, and push to the application's image repository",
  },
  { spelling: '--no-privileged', meaning: 'Let builds run no Docker any longer' },
  { spelling: '--log-retention-days <n>', meaning: 'Days until logs expire' },
  { spelling: '--artifact-retention-days <n>', meaning: 'Days until what builds made expires' },
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
    { spelling: '-y, --yes', meaning: 'Do not ask' },
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
    const { kitsOf, readEnvironmentTemplate } = await import('../package');
    const { renderInit } = await import('../render/init');
    const { renderRightsAnswers } = await import('../render/deploy-rights');
    const { InitProgress } = await import('../render/init-progress');
    const [{ output }, assumeYes] = [session, options.yes];
    const progress = new InitProgress(output, args);
    const result = await init(
      {
        environments: args,
        profiles: options.profile ?? [],
        region: options.region,
        application: options.application,
        branch: options.branch,
        directory: session.directory,
        env: session.env,
        settings: await settingsOf(options),
        place: { first: options.first, after: options.after, before: options.before },
        hold: options.hold,
        stopReleases: options.stopReleases,
        template: readEnvironmentTemplate(session.packageRoot),
        kits: kitsOf(session.packageRoot),
        kit: options.kit,
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
          progress.ask(() => {
            output.notice(renderRightsAnswers(question));
            return chooseRights(session, question, !assumeYes);
          }),
        choosePlace: (question) => progress.ask(() => choosePlace(session, question, !assumeYes)),
        offerDeployspec: () => progress.ask(() => offerDeployspec(session, !assumeYes)),
        whenInterrupted: session.whenInterrupted,
      },
    );
    output.result(result, () => renderInit(result, output.colors));
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
    hint: `add one of: ${names.map((name) => `--kit ${name}`).join(', ')}`,
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
    hint: `add one of: ${options.join(', ')}`,
  });
  return answer === noneBefore ? undefined : answer;
}

type Given = OptionsOf<(typeof settingOptions)[number]>;

async function settingsOf(options: Given): Promise<Settings> {
  const { numberOption } = await import('../number');
  const range = { min: 1, max: 3653 };
  const { logRetentionDays: logs, artifactRetentionDays: artifacts } = options;
  return whatIsSaid({
    approval: options.approval,
    executionMode: options.executionMode,
    buildPolicies: options.buildPolicy,
    deployPolicies: options.deployPolicy,
    deployRights: rightsGiven(options.deployRights),
    permissionsBoundary: options.permissionsBoundary,
    trustGithub: trustGiven(options.trustGithub),
    // Nothing says that the provider is not to be made.
    createGithubProvider: options.createGithubProvider || undefined,
    buildImage: options.buildImage,
    computeType: options.computeType,
    timeoutMinutes: numberOption('--timeout-minutes', options.timeoutMinutes, {
      min: 5,
      max: 480,
    }),
    privileged: options.privileged,
    logRetentionDays: numberOption('--log-retention-days', logs, range),
    artifactRetentionDays: numberOption('--artifact-retention-days', artifacts, range),
  });
}

type Said<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function whatIsSaid<T extends object>(values: T): Said<T> {
  const said = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as Said<T>;
}
