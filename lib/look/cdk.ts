import { configFile } from '../contract';
import { fieldsOf, parsedObject, textOrNone } from '../fields';
import { foundIn } from '../git/files/search';
import { git } from '../git/run';
import type { CommitView } from './commit-view';
import { configOf } from './config-of';
import { lackOf } from './lack';
import type { Spec } from './spec';
import type { Trouble } from './trouble';

const settingsFile = 'cdk.json';
const contextFile = 'cdk.context.json';

/** Sources of an application of the CDK, in any of its languages, less what was installed. */
const sources = [
  ...['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'py', 'java', 'kt', 'cs', 'fs', 'go'].map(
    (end) => `:(top)*.${end}`,
  ),
  `:(top)${settingsFile}`,
  ...['node_modules', '.venv', 'dist', 'cdk.out'].map((name) => `:(top,exclude)*${name}/*`),
];

/** What the sources say, by their words alone. */
interface Mentions {
  /** A stack that is AWS's own class: another may set synthesizer and name itself, wherever it comes from. */
  readonly plainStack: boolean;
  readonly synthesizer: boolean;
  /** The stack's name as one that roles may touch, or the application's name to make one of. */
  readonly name: boolean;
  readonly lookup: string | undefined;
}

/** What an application of the CDK fails for in Build, where its commit tells. */
export async function cdkTroubles(
  view: CommitView,
  build: Spec | undefined,
  environment: string | undefined,
): Promise<Trouble[]> {
  const isCdk = build?.commands.some((it) => /kit\.cjs bundle --from cdk\.out\b/.test(it));
  const config = configOf(view);
  if (!isCdk) return [];
  if (view.kindOf(settingsFile) === undefined)
    return [
      await lackOf(view, {
        path: settingsFile,
        why: 'The kit cdk reads',
        otherwise: {
          advice: `Add ${settingsFile}, whose "app" says how the application is run, or take another kit.`,
          fix: 'gitenv kits',
        },
      }),
    ];
  const application = textOrNone(config.application) ?? '';
  const mentions = await mentionsIn(view, application);
  const { plainStack } = mentions;
  return [
    ...(mentions.name || !plainStack ? [] : [nameTrouble(application)]),
    ...(mentions.synthesizer || !plainStack || hasBuildPolicies(config, environment)
      ? []
      : [bootstrapTrouble]),
    ...(await lookupTroubles(view, mentions.lookup)),
  ];
}

/** As classes extend it and as it is made, in TypeScript, JavaScript, Python, Java, Kotlin, C#, F# and Go. */
const plainStack =
  'extends (\\w+\\.)?Stack\\b|\\bStack\\(|\\((\\w+\\.)?Stack\\)|class \\w+ *: *(\\w+\\.)?Stack\\b|\\bNewStack\\(';

async function mentionsIn(view: CommitView, application: string): Promise<Mentions> {
  const name = `["'\`]${application}(-|["'\`])`;
  const lookup = '\\w*\\.(fromLookup|valueFromLookup|from_lookup|value_from_lookup|FromLookup)\\b';
  const expression = `Synthesizer|synthesizer|GITENV_APPLICATION|npm_package_name|${configFile}|${name}|${lookup}|${plainStack}`;
  const found = [...(await git(foundIn(view.commit, expression, sources), view.place))];
  return {
    synthesizer: found.some((it) => /synthesizer/i.test(it)),
    name: found.some((it) =>
      new RegExp(`GITENV_APPLICATION|npm_package_name|${configFile}|^["'\`]`).test(it),
    ),
    plainStack: found.some((it) => new RegExp(plainStack).test(it)),
    lookup: found.find((it) => /lookup/i.test(it)),
  };
}

function nameTrouble(application: string): Trouble {
  return {
    what: `No source of the commit names a stack ${application} or ${application}-…, and the roles of builds and deploys may touch no others`,
    advice: `Give each stack stackName: '${application}' or '${application}-<its name>', and commit that.`,
  };
}

const bootstrapTrouble: Trouble = {
  what: 'The stacks have the CDK\'s default synthesizer, which needs a bootstrapped account and rights that builds do not have ("Unable to fetch parameters [/cdk-bootstrap/…]")',
  advice:
    'Give each stack synthesizer: new LegacyStackSynthesizer() (from aws-cdk-lib), and commit that. It needs no bootstrap.',
};

/** Whoever gives builds rights of their own may have thought of the bootstrap's parameter. */
function hasBuildPolicies(config: Readonly<Record<string, unknown>>, environment = ''): boolean {
  const { buildPolicies } = fieldsOf(fieldsOf(config.environments)[environment]);
  return Array.isArray(buildPolicies) && buildPolicies.length > 0;
}

/** The build is told no account, and finds in this file what was looked up before. */
async function lookupTroubles(view: CommitView, lookup: string | undefined): Promise<Trouble[]> {
  if (lookup === undefined || view.kindOf(contextFile) !== undefined) return [];
  const context = fieldsOf(parsedObject(view.textOf(settingsFile) ?? '')?.context);
  if (Object.keys(context).some((key) => key.includes(':account='))) return [];
  return [
    await lackOf(view, {
      path: contextFile,
      why: `The application looks something up in an account (${lookup}), which a build does not do: it reads`,
      otherwise: {
        advice: `Synthesize once with credentials, and commit ${contextFile}.`,
        fix: 'npx cdk synth',
      },
    }),
  ];
}
