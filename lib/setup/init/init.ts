import { type Account, openAccount } from '../../aws/account/account';
import { type Config, type EnvironmentSettings, kitNameOf, pathOf } from '../../config/config';
import { configFile, defaultBranch, namesOf } from '../../contract';
import { topLevel } from '../../git/repository';
import { git } from '../../git/run';
import { withoutDeployPolicy } from '../kits/deploy-policy';
import { type ChosenKit, defaultKit } from '../kits/detect-kit';
import { withoutDocker } from '../kits/docker';
import { chooseKit, type Kits, writeKit } from '../kits/kit';
import { refuseApprovalWithoutPlan } from '../kits/plan-approval';
import { decideRights } from '../policy/decide';
import { writePolicyFile } from '../policy/policy-file';
import { withProjectVariables } from '../projects/variables';
import { type Agreed, consent } from './consent';
import {
  abandon,
  changesAnything,
  type Installation,
  installPrepared,
  type Prepared,
  prepare,
} from './install';
import { type PlaceOptions, placeNamed } from './place';
import type { InitPort, PlacingPort } from './port';
import { type AskedApplication, checkRecordable, readRecorded, recordEnvironments } from './record';
import { type CommitAtTip, type Effect, makesPipeline, refuseToHoldNothing } from './releases';
import { rememberedConfig, takeUp } from './remembered';
import { checkRemote, setDefaultRemote, setRemote } from './remotes';
import { refuseSharedAccounts } from './shared-accounts';
import { sourceNames } from './sources';
import { type InstallTarget, resolveTargets, type TargetOptions } from './target';

export interface InitOptions extends TargetOptions, AskedApplication, Agreed {
  readonly directory: string;
  readonly settings: EnvironmentSettings;
  /** Where on the path the environments named are to be. */
  readonly place: PlaceOptions;
  readonly template: string;
  readonly kits: Kits;
  readonly kit: string | undefined;
}

export interface InitResult {
  readonly application: string;
  readonly branch: string;
  readonly path: readonly string[];
  readonly environments: readonly {
    readonly environment: string;
    readonly profile: string | undefined;
    readonly region: string;
    readonly account: string;
    readonly outcome: 'created' | 'updated' | 'unchanged';
    /** What the new pipeline releases by itself; undefined where it is none, or has nothing to release. */
    readonly starts: CommitAtTip | undefined;
    readonly isHeld: boolean;
    readonly hasStopped: boolean;
  }[];
  /** What a bare `git push` pushes to; undefined where that was left as it was. */
  readonly defaultRemote: string | undefined;
  /** Files written to the work tree, which wait to be committed. */
  readonly files: readonly string[];
  /** The kit that the repository has now; undefined where its buildspecs are its own. */
  readonly kit: ChosenKit | undefined;
  /** The environments named whose builds are to make an image, and may not run Docker. */
  readonly withoutDocker: readonly string[];
  /** The environments named whose releases make plans, and whose deploys have no policy to carry them out. */
  readonly withoutDeployPolicy: readonly string[];
}

interface Done {
  readonly recorded: boolean;
  readonly kit: ChosenKit | undefined;
  readonly effects: readonly Effect[];
  readonly rights: Installation['rights'];
}

interface Opened {
  readonly environment: string;
  readonly target: InstallTarget;
  readonly account: Account;
  readonly id: string;
}

/**
 * Installs environments, or upgrades them: checks all before it changes any, then works on all at the same time,
 * and records each as soon as it stands. What fails can be run again.
 */
export async function init(options: InitOptions, port: PlacingPort): Promise<InitResult> {
  const root = await git(topLevel, { cwd: options.directory });
  const { config: before } = readRecorded(root, options);
  const kit = chooseKit(root, options.kits, options.kit, kitNameOf(before));
  const config = withKit(before, kit);
  const sources = await sourceNames(root);
  const targets = await resolveTargets(root, options, config, port);
  checkRecordable(config, targets, options.settings);
  refuseApprovalWithoutPlan(root, options, config, kit);
  for (const { environment } of targets) await checkRemote(root, environment);
  const remembered = await rememberedConfig(root, config.application);
  const path = await placeNamed(config, remembered, options, port);
  const opened = await Promise.all(targets.map((target) => open(target, port)));
  refuseSharedAccounts(opened, options.settings, config);
  const asked = { root, config, remembered, opened, kit, kits: options.kits };
  const rights = await decideRights({ ...asked, settings: options.settings }, port);
  const shared = { config, remembered, sources, path, rights };
  const prepared = await prepareAll(opened, shared, options, port);
  const effects = await consent(prepared, options, port);
  port.whenInterrupted(
    'CloudFormation goes on without us.',
    `run the same command again: it takes up where this left off`,
  );
  const recorded = await finishAll(root, opened, prepared, config, port);
  return conclude(root, opened, prepared, { recorded, kit, effects, rights }, options);
}

function withKit({ environments, ...rest }: Config, kit: ChosenKit | undefined): Config {
  const isNew = kit !== undefined && rest.kit === undefined && kit.name !== defaultKit;
  return { ...rest, ...(isNew && { kit: kit.name }), environments };
}

async function open(target: InstallTarget, port: InitPort): Promise<Opened> {
  const account = await openAccount(target);
  const identity = await account.verify();
  const { environment, region } = target;
  port.say({ kind: 'verified', environment, region, account: identity.account, arn: identity.arn });
  return { environment, target, account, id: identity.account };
}

interface Shared extends Pick<Installation, 'config' | 'sources' | 'path' | 'rights'> {
  /** What the last commit records. */
  readonly remembered: Config | undefined;
}

/** One after the other, since each may have to ask; what was planned is taken back when one fails. */
async function prepareAll(
  opened: readonly Opened[],
  { remembered, ...shared }: Shared,
  { settings, template, hold }: InitOptions,
  port: InitPort,
): Promise<Prepared[]> {
  const prepared: Prepared[] = [];
  const { settings: decided } = shared.rights;
  try {
    for (const { target, account, id } of opened) {
      const { environment, region, recordedProfile: profile } = target;
      const own = { region, account: id, ...(profile !== undefined && { profile }) };
      const known =
        shared.config.environments[environment] ?? takeUp(environment, remembered, port);
      const installation: Installation = {
        ...shared,
        environment,
        account,
        // Where it is stands first in the record.
        settings: { ...own, ...known, ...own, ...settings, ...decided[environment] },
        template: withProjectVariables(template, known.variables),
        hold,
      };
      prepared.push(await prepare(installation, port));
    }
    if (hold) refuseToHoldNothing(prepared);
  } catch (error) {
    await Promise.allSettled(prepared.map(abandon));
    throw error;
  }
  return prepared;
}

/**
 * Lets every environment come to its end, then fails with the first failure if there is one.
 * @returns whether the configuration file was written
 */
async function finishAll(
  root: string,
  opened: readonly Opened[],
  prepared: readonly Prepared[],
  config: Config,
  port: InitPort,
): Promise<boolean> {
  const branch = config.branch ?? defaultBranch;
  const { repository } = namesOf(config.application);
  const installed = await Promise.allSettled(prepared.map((one) => installPrepared(one, port)));
  const failures: unknown[] = [];
  let recorded = false;
  for (const [index, result] of installed.entries()) {
    const [one, other] = [prepared[index], opened[index]];
    if (!one || !other) continue;
    if (result.status === 'rejected') {
      failures.push(result.reason);
      if (installed.length > 1)
        port.say({
          kind: 'failed',
          environment: one.environment,
          message: String(result.reason.message),
        });
      continue;
    }
    const { environment, settings, path } = one;
    if (recordEnvironments(root, config, { [environment]: settings }, path)) recorded = true;
    await setRemote({ root, target: other.target, repository, branch }, port);
  }
  if (failures.length > 0) throw failures[0];
  return recorded;
}

async function conclude(
  root: string,
  opened: readonly Opened[],
  prepared: readonly Prepared[],
  { recorded, kit, effects, rights }: Done,
  options: InitOptions,
): Promise<InitResult> {
  const { config } = readRecorded(root, options);
  const branch = config.branch ?? defaultBranch;
  const path = pathOf(config);
  const [first] = path;
  const isDefault = first !== undefined && (await setDefaultRemote(root, first, branch));
  const files = [
    ...(recorded ? [configFile] : []),
    ...writePolicyFile(root, rights.document),
    ...writeKit(root, options.kits, kit?.name),
  ];
  const names = opened.map(({ environment }) => environment);
  return {
    application: config.application,
    branch,
    path,
    environments: opened.map(({ target, id }, index) => {
      const one = prepared[index];
      const isChanged = one !== undefined && changesAnything(one);
      const outcome = !isChanged ? 'unchanged' : one.plan?.isNew ? 'created' : 'updated';
      const { environment, profile, region } = target;
      const effect = effects.find((it) => it.environment === environment);
      return {
        environment,
        profile,
        region,
        account: id,
        outcome,
        starts: effect?.starts,
        isHeld: options.hold && one !== undefined && makesPipeline(one),
        hasStopped: effect !== undefined && effect.stops.length > 0,
      } as const;
    }),
    defaultRemote: isDefault ? first : undefined,
    files,
    kit,
    withoutDocker: withoutDocker(root, config, names),
    withoutDeployPolicy: await withoutDeployPolicy(root, config.application, opened),
  };
}
