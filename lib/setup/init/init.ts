import { type Account, openAccount } from '../../aws/account/account';
import { type Config, type EnvironmentConfig, kitNameOf } from '../../config/config';
import { configFile, defaultBranch, namesOf } from '../../contract';
import { topLevel } from '../../git/repository';
import { git } from '../../git/run';
import { type ChosenKit, defaultKit } from './detect-kit';
import { withoutDocker } from './docker';
import {
  abandon,
  changesAnything,
  type Installation,
  install,
  type Prepared,
  prepare,
} from './install';
import { chooseKit, type Kits, writeKit } from './kit';
import type { InitPort } from './port';
import { type Identity, readRecorded, recordEnvironments } from './record';
import { checkRemote, setDefaultRemote, setRemote } from './remotes';
import { refuseSharedAccounts } from './shared-accounts';
import { sourceNames } from './sources';
import { resolveTargets, type Target, type TargetOptions } from './target';

export interface InitOptions extends TargetOptions, Identity {
  /** Any folder of the work tree. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the options say of every environment named. */
  readonly settings: Omit<EnvironmentConfig, 'region' | 'profile' | 'account'>;
  /** Text of the template. */
  readonly template: string;
  readonly kits: Kits;
  /** The kit that was asked for by name. */
  readonly kit: string | undefined;
}

export interface InitResult {
  readonly application: string;
  readonly branch: string;
  /** All environments of the application, in the order of the path. */
  readonly path: readonly string[];
  readonly environments: readonly {
    readonly environment: string;
    readonly profile: string | undefined;
    readonly region: string;
    readonly account: string;
    readonly outcome: 'created' | 'updated' | 'unchanged';
  }[];
  /** What a bare `git push` pushes to; undefined where that was left as it was. */
  readonly defaultRemote: string | undefined;
  /** Files written to the work tree, which wait to be committed. */
  readonly files: readonly string[];
  /** The kit that the repository has now; undefined where its buildspecs are its own. */
  readonly kit: ChosenKit | undefined;
  /** The environments named whose builds are to make an image, and may not run Docker. */
  readonly withoutDocker: readonly string[];
}

interface Opened {
  readonly target: Target;
  readonly account: Account;
  readonly id: string;
}

/**
 * Installs environments, or upgrades them: checks all before it changes any, then works on all at the same time,
 * and records each as soon as it stands. What fails can be run again.
 */
export async function init(options: InitOptions, port: InitPort): Promise<InitResult> {
  const root = await git(topLevel, { cwd: options.directory });
  const { config: before } = readRecorded(root, options);
  const kit = chooseKit(root, options.kits, options.kit, kitNameOf(before));
  const config = withKit(before, kit);
  const sources = await sourceNames(root);
  const targets = resolveTargets(options, config.environments, options.env, port);
  for (const { environment } of targets) await checkRemote(root, environment);
  const opened = await Promise.all(targets.map((target) => open(target, port)));
  refuseSharedAccounts(opened, options.settings, config);
  const prepared = await prepareAll(opened, { config, sources }, options, port);
  await consent(prepared, port);
  port.whenInterrupted(
    'CloudFormation goes on without us.',
    `run the same command again: it takes up where this left off`,
  );
  const recorded = await finishAll(root, opened, prepared, config, port);
  return conclude(root, opened, prepared, { recorded, kit }, options);
}

/** The default goes without saying. */
function withKit({ environments, ...rest }: Config, kit: ChosenKit | undefined): Config {
  const isNew = kit !== undefined && rest.kit === undefined && kit.name !== defaultKit;
  return { ...rest, ...(isNew && { kit: kit.name }), environments };
}

async function open(target: Target, port: InitPort): Promise<Opened> {
  const account = await openAccount(target);
  const identity = await account.verify();
  const { environment, region } = target;
  port.say({ kind: 'verified', environment, region, account: identity.account, arn: identity.arn });
  return { target, account, id: identity.account };
}

/** One after the other, since each may have to ask; what was planned is taken back when one fails. */
async function prepareAll(
  opened: readonly Opened[],
  { config, sources }: Pick<Installation, 'config' | 'sources'>,
  { settings, template }: InitOptions,
  port: InitPort,
): Promise<Prepared[]> {
  const prepared: Prepared[] = [];
  try {
    for (const { target, account, id } of opened) {
      const { environment, region, profile } = target;
      const own = { region, account: id, ...(profile !== undefined && { profile }) };
      const installation: Installation = {
        environment,
        account,
        config,
        settings: { ...config.environments[environment], ...own, ...settings },
        template,
        sources,
        together: opened.map((one) => one.target.environment),
      };
      prepared.push(await prepare(installation, port));
    }
  } catch (error) {
    await Promise.allSettled(prepared.map(abandon));
    throw error;
  }
  return prepared;
}

async function consent(prepared: readonly Prepared[], port: InitPort): Promise<void> {
  const changing = prepared.filter(changesAnything).map(({ environment }) => environment);
  if (changing.length === 0) return;
  sayPlans(prepared, port);
  try {
    await port.confirm(`Apply this to ${changing.join(', ')}?`);
  } catch (error) {
    await Promise.allSettled(prepared.map(abandon));
    throw error;
  }
}

/** Environments that change alike are shown together. */
function sayPlans(prepared: readonly Prepared[], port: InitPort): void {
  const alike = new Map<string, { environments: string[]; one: Prepared }>();
  for (const one of prepared.filter(changesAnything)) {
    const { environment, plan, missing } = one;
    const shown = plan?.changes.map(({ physicalId, ...change }) => change);
    const key = JSON.stringify([plan?.isNew, shown, missing]);
    const group = alike.get(key) ?? { environments: [], one };
    group.environments.push(environment);
    alike.set(key, group);
  }
  for (const { environments, one } of alike.values()) {
    const { plan, missing: repositories } = one;
    const { isNew = false, changes } = plan ?? {};
    port.say({ kind: 'planned', environments, isNew, changes, repositories });
  }
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
  const installed = await Promise.allSettled(prepared.map((one) => install(one, port)));
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
    if (recordEnvironments(root, config, { [one.environment]: one.settings })) recorded = true;
    await setRemote({ root, target: other.target, repository, branch }, port);
  }
  if (failures.length > 0) throw failures[0];
  return recorded;
}

async function conclude(
  root: string,
  opened: readonly Opened[],
  prepared: readonly Prepared[],
  { recorded, kit }: { recorded: boolean; kit: ChosenKit | undefined },
  options: InitOptions,
): Promise<InitResult> {
  const { config } = readRecorded(root, options);
  const branch = config.branch ?? defaultBranch;
  const path = config.path ?? Object.keys(config.environments);
  const [first] = path;
  const isDefault = first !== undefined && (await setDefaultRemote(root, first, branch));
  const files = [...(recorded ? [configFile] : []), ...writeKit(root, options.kits, kit?.name)];
  const names = opened.map(({ target }) => target.environment);
  return {
    application: config.application,
    branch,
    path,
    environments: opened.map(({ target, id }, index) => {
      const one = prepared[index];
      const isChanged = one !== undefined && changesAnything(one);
      const outcome = !isChanged ? 'unchanged' : one.plan?.isNew ? 'created' : 'updated';
      const { environment, profile, region } = target;
      return { environment, profile, region, account: id, outcome } as const;
    }),
    defaultRemote: isDefault ? first : undefined,
    files,
    kit,
    withoutDocker: withoutDocker(root, config, names),
  };
}
