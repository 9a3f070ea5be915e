import type { Account } from '../../aws/account/account';
import { describeStack } from '../../aws/stack/stack';
import {
  type Config,
  type EnvironmentSettings,
  kitNameOf,
  settingsRecorded,
} from '../../config/config';
import { isAdministrator } from '../../config/environment';
import { namesOf } from '../../contract';
import { GitenvError } from '../../errors';
import { buildspecOf, makesPlans } from '../kits/buildspec';
import { isToldByTemplate } from '../kits/deploy-policy';
import { type BegunFile, declarationOf, isBeforeSynthesis } from './declaration';
import { isSame, type PolicyDifference, policyDifference } from './difference';
import { lengthOf, longestPolicy, type PolicyDocument } from './document';
import { readPolicyFile, statementsOfOthers } from './policy-file';
import { installedPolicy } from './policy-stack';
import { makePolicy, type PolicyNotes } from './statements';

export type DeployRights = NonNullable<EnvironmentSettings['deployRights']>;

/** What may be asked of a person: what deploys of new environments may change. */
export interface RightsQuestion {
  readonly environments: readonly string[];
  readonly kit: string | undefined;
  /** Words that can be answered, the usual one first. The ARN of a policy can be answered, too. */
  readonly choices: readonly DeployRights[];
}

/** What deploys may change from now on. */
export interface PolicyEvent {
  readonly kind: 'policy';
  readonly environments: readonly string[];
  readonly rights: DeployRights;
  readonly isNew: boolean;
  readonly difference: PolicyDifference;
  /** Undefined where the policy is not gitenv's. */
  readonly notes: PolicyNotes | undefined;
}

export interface RightsPort {
  say(event: PolicyEvent): void;
  /**
   * @returns one of the choices, or an ARN
   * @throws GitenvError CONFIRMATION_NEEDED where nobody can be asked, DECLINED
   */
  chooseRights(question: RightsQuestion): Promise<DeployRights>;
}

export interface RightsRequest {
  readonly root: string;
  readonly config: Config;
  /** What the last commit records. */
  readonly remembered: Config | undefined;
  /** What the options say. */
  readonly settings: EnvironmentSettings;
  /** Where the kits are, and which of them a repository without buildspecs gets. */
  readonly kits: { readonly folder: string };
  readonly kit: { readonly name: string } | undefined;
  /** What is written to the work tree once the environments are installed. */
  readonly begun: readonly BegunFile[];
  readonly opened: readonly { readonly environment: string; readonly account: Account }[];
}

export interface DecidedRights {
  /** What is recorded of it for an environment. */
  readonly settings: Readonly<Record<string, EnvironmentSettings>>;
  /** Undefined where no environment has a policy that is made from the template. */
  readonly document: PolicyDocument | undefined;
}

type Asked = RightsRequest['opened'][number];

/**
 * Decides what deploys may change in each environment: by the options, the record, or somebody who is asked. Makes the policy
 * where it is made from the template, and tells what changes.
 * @throws GitenvError USAGE, CONFIRMATION_NEEDED where a kit plans and nobody says what its deploys may change
 */
export async function decideRights(
  request: RightsRequest,
  port: RightsPort,
): Promise<DecidedRights> {
  refuseContradiction(request.settings);
  const answers = await answersOf(request, port);
  const isMade = Object.values(answers).includes('template');
  const made = isMade ? policyOf(request.root, request.config, request.begun) : undefined;
  const told = await Promise.all(
    request.opened.map((one) => eventOf(one, request, answers[one.environment], made)),
  );
  for (const event of alike(told.flatMap((one) => one ?? []))) port.say(event);
  const settings = Object.entries(answers).map(
    ([name, deployRights]) => [name, settingsFor(name, deployRights, request)] as const,
  );
  return { settings: Object.fromEntries(settings), document: made?.document };
}

function refuseContradiction({ deployRights, deployPolicies = [] }: EnvironmentSettings): void {
  if (deployRights !== 'nothing' || deployPolicies.length === 0) return;
  throw new GitenvError('USAGE', 'Deploys cannot have a policy and may change nothing', {
    changed: 'nothing',
    advice: 'Leave --deploy-policy or --deploy-rights away.',
  });
}

/** Only what is known; an environment that is there keeps what it has if nothing else is said. */
async function answersOf(
  request: RightsRequest,
  port: RightsPort,
): Promise<Record<string, DeployRights>> {
  const { root, config, settings, kits, kit: given, opened } = request;
  const known = opened.flatMap(({ environment }) => {
    const rights = settings.deployRights ?? recorded(environment, request).deployRights;
    return rights === undefined ? [] : [[environment, rights] as const];
  });
  const has = (name: string) =>
    known.some(([environment]) => environment === name) ||
    ({ ...recorded(name, request), ...settings }.deployPolicies ?? []).length > 0;
  const buildspec = buildspecOf(root, given && { folder: kits.folder, name: given.name });
  const open = makesPlans(buildspec) ? opened.filter((one) => !has(one.environment)) : [];
  const areNew = await Promise.all(open.map((one) => isNew(one, config.application)));
  const lacking = open.filter((_, index) => areNew[index]).map(({ environment }) => environment);
  if (lacking.length === 0) return Object.fromEntries(known);
  const kit = kitNameOf(config);
  const answer = await port.chooseRights({ environments: lacking, kit, choices: choicesOf(kit) });
  return Object.fromEntries([...known, ...lacking.map((name) => [name, answer] as const)]);
}

/** What an environment has recorded, or had in the last commit. */
function recorded(environment: string, { config, remembered }: RightsRequest): EnvironmentSettings {
  const isKnown = config.environments[environment] !== undefined;
  return settingsRecorded(isKnown ? config : remembered, environment);
}

async function isNew({ account }: Asked, application: string): Promise<boolean> {
  const stack = await describeStack(account, namesOf(application).stack);
  return !/^(CREATE_COMPLETE|UPDATE_|IMPORT_)/.test(stack?.status ?? '');
}

function choicesOf(kit: string | undefined): readonly DeployRights[] {
  const all: readonly DeployRights[] = ['template', 'nothing', 'administrator'];
  return all.filter((word) => word !== 'template' || isToldByTemplate(kit));
}

interface MadeRights {
  readonly document: PolicyDocument;
  readonly notes: PolicyNotes | undefined;
}

/**
 * The policy of the work tree: what its templates need, and what others have added to the file.
 * @throws GitenvError USAGE where it cannot be made, or AWS would not take it
 */
export function policyOf(
  root: string,
  config: Config,
  begun: readonly BegunFile[] = [],
): MadeRights {
  const written = readPolicyFile(root);
  if (written && isBeforeSynthesis(root, config)) return { document: written, notes: undefined };
  const made = makePolicy(declarationOf(root, config, begun), statementsOfOthers(written));
  const length = lengthOf(made.document);
  if (length <= longestPolicy) return made;
  throw new GitenvError(
    'USAGE',
    `The policy for what the templates declare has ${length} characters, and AWS takes ${longestPolicy}`,
    {
      changed: 'nothing',
      advice: 'Write the policy yourself, and give its ARN with --deploy-rights.',
    },
  );
}

const all = {
  kind: 'policy',
  rights: 'administrator',
  isNew: false,
  difference: { added: [], removed: [] },
  notes: undefined,
} as const;

/** What changes for one environment; undefined where nothing does. */
async function eventOf(
  { environment, account }: Asked,
  request: RightsRequest,
  rights: DeployRights | undefined,
  made: MadeRights | undefined,
): Promise<PolicyEvent | undefined> {
  const { deployPolicies: given = [], deployRights: kept } = request.settings;
  const had = recorded(environment, request).deployPolicies ?? [];
  const isAll = [rights ?? '', ...given].some(isAdministrator);
  // However it is spelt, it is said in words that deploys may change everything.
  if (isAll && (rights === undefined || isAdministrator(rights)))
    return given.some((policy) => had.includes(policy)) && kept === undefined
      ? undefined
      : { ...all, environments: [environment] };
  if (rights === undefined) return undefined;
  const installed = await installedPolicy(account, request.config.application);
  const after = rights === 'template' ? made?.document : undefined;
  const difference = policyDifference(installed?.document, after);
  const notes = rights === 'template' ? made?.notes : undefined;
  const isSaid = recorded(environment, request).deployRights === rights && isSame(difference);
  // What it does not reach is told each time: the next deploy fails for that.
  if (isSaid && (notes?.outside ?? []).length === 0) return undefined;
  const isNew = installed === undefined;
  return { kind: 'policy', environments: [environment], rights, isNew, difference, notes };
}

/** Environments for which the same changes are told together. */
function alike(events: readonly PolicyEvent[]): PolicyEvent[] {
  const groups = new Map<string, PolicyEvent>();
  for (const event of events) {
    const { environments, ...rest } = event;
    const key = JSON.stringify(rest);
    const before = groups.get(key)?.environments ?? [];
    groups.set(key, { ...event, environments: [...before, ...environments] });
  }
  return [...groups.values()];
}

/** An answer counts for all that deploys may change: policies that were named before and are not now go. */
function settingsFor(
  environment: string,
  deployRights: DeployRights,
  request: RightsRequest,
): EnvironmentSettings {
  const { settings } = request;
  const isAnswered = settings.deployRights !== undefined && settings.deployPolicies === undefined;
  const had = recorded(environment, request).deployPolicies ?? [];
  return { deployRights, ...(isAnswered && had.length > 0 && { deployPolicies: [] }) };
}
