import { openAccount } from '../../aws/account/account';
import { type Config, type EnvironmentSettings, kitNameOf } from '../../config/config';
import { type ArtifactKind, defaultBranch, namesOf } from '../../contract';
import { GitenvError } from '../../errors';
import { isSha256, topLevel } from '../../git/repository';
import { git } from '../../git/run';
import { sha256Trouble } from '../../look/look';
import { planContent } from '../content/plan-content';
import type { Kits } from '../kits/kit';
import { lacksDeployspec } from '../kits/own-buildspec';
import { refuseApprovalWithoutPlan } from '../kits/plan-approval';
import { decideRights } from '../policy/decide';
import { withProjectVariables } from '../projects/variables';
import { repositoryFiles } from '../recognise/repository-files';
import { conclude, type InitResult, type Opened } from './conclude';
import { type Agreed, consent } from './consent';
import { decideKit } from './decide-kit';
import { abandon, type Installation, installPrepared, type Prepared, prepare } from './install';
import { type PlaceOptions, placeNamed } from './place';
import type { InitPort, PlacingPort } from './port';
import { type AskedApplication, checkRecordable, readRecorded, recordEnvironments } from './record';
import { refuseToHoldNothing } from './releases';
import { rememberedConfig, takeUp } from './remembered';
import { checkRemote, setRemote } from './remotes';
import { refuseSharedAccounts } from './shared-accounts';
import { refuseOtherProject } from './stack/adopt';
import type { GuardHere } from './stack/guard';
import { sourceNames } from './stack/sources';
import { type InstallTarget, resolveTargets, type TargetOptions } from './target';
import { offeredVerify } from './verify';

export interface InitOptions extends TargetOptions, AskedApplication, Agreed {
  /** Any folder of the work tree. */
  readonly directory: string;
  /** What the options say of every environment named. */
  readonly settings: EnvironmentSettings;
  /** Where on the path the environments named are to be. */
  readonly place: PlaceOptions;
  /** Text of the template. */
  readonly template: string;
  readonly kits: Kits;
  readonly guard: GuardHere;
  /** The kit that was asked for by name. */
  readonly kit: string | undefined;
  /** Take up a repository that has nothing in common with this one. */
  readonly adopt?: boolean | undefined;
  /** In which input of theirs deploys run; undefined where nobody said so. */
  readonly deployFrom?: ArtifactKind | undefined;
  /** Write a deployspec to fill in, where the repository has none; undefined where nobody said so. */
  readonly deployspec?: boolean | undefined;
}

/**
 * Installs environments, or upgrades them: checks all before it changes any, then works on all at the same time,
 * and records each as soon as it stands. What fails can be run again.
 */
export async function init(options: InitOptions, port: PlacingPort): Promise<InitResult> {
  const root = await workTree(options.directory);
  const { config: before } = readRecorded(root, options);
  const files = await repositoryFiles(root);
  const kit = await decideKit({ root, files, ...options }, kitNameOf(before), port);
  const deployspec = options.deployspec ?? (await offered(root, port));
  const { kits, environments } = options;
  const content = await planContent({ root, files, kits, kit, environments }, before);
  const { config } = content;
  const sources = await sourceNames(root);
  const targets = await resolveTargets(root, options, config, port);
  checkRecordable(config, targets, options.settings);
  refuseApprovalWithoutPlan(root, options, config, kit);
  for (const { environment } of targets) await checkRemote(root, environment);
  const remembered = await rememberedConfig(root, config.application);
  const path = await placeNamed(config, remembered, options, port);
  const opened = await Promise.all(targets.map((target) => open(target, port)));
  refuseSharedAccounts(opened, options.settings, config);
  await refuseOtherProject(opened, [before, remembered], options.adopt, { cwd: root });
  const asked = { root, config, remembered, opened, begun: content.files };
  const rights = await decideRights({ ...asked, ...options, kit }, port);
  const { deployFrom } = options;
  const deploys = { root, deployFrom, beginsKit: kit !== undefined };
  const shared = { config, remembered, sources, path, rights, deploys };
  const prepared = await prepareAll(opened, shared, options, port);
  const effects = await consent(prepared, options, port);
  port.whenInterrupted(
    'CloudFormation goes on without us. Run the same command again: it takes up where this left off.',
  );
  const recorded = await finishAll(root, opened, prepared, config, port);
  const policy = rights.document;
  const done = { opened, prepared, effects, recorded, kit, content, policy, deployspec };
  return conclude(root, done, options);
}

/** @throws GitenvError NOT_A_REPOSITORY; BAD_COMMIT where commits have names that no pipeline knows */
async function workTree(directory: string): Promise<string> {
  const root = await git(topLevel, { cwd: directory });
  if (!(await git(isSha256, { cwd: root }))) return root;
  const { what, advice } = sha256Trouble;
  throw new GitenvError('BAD_COMMIT', what, { changed: 'nothing', advice });
}

/** A buildspec of a team's own is no use without the other one. */
async function offered(root: string, port: PlacingPort): Promise<boolean> {
  return lacksDeployspec(root) && (await port.offerDeployspec());
}

async function open(target: InstallTarget, port: InitPort): Promise<Opened> {
  const account = await openAccount(target);
  const identity = await account.verify();
  const { environment, region } = target;
  port.say({ kind: 'verified', environment, region, account: identity.account, arn: identity.arn });
  return { environment, target, account, id: identity.account };
}

interface Shared extends Pick<Installation, 'config' | 'sources' | 'path' | 'rights' | 'deploys'> {
  /** What the last commit records. */
  readonly remembered: Config | undefined;
}

/** One after the other, since each may have to ask; what was planned is taken back when one fails. */
async function prepareAll(
  opened: readonly Opened[],
  { remembered, ...shared }: Shared,
  { settings, template, guard, hold, typed }: InitOptions,
  port: PlacingPort,
): Promise<Prepared[]> {
  const prepared: Prepared[] = [];
  const { settings: decided } = shared.rights;
  const { environments } = shared.config;
  const before = Object.fromEntries(
    opened.map(({ environment: name }) => [
      name,
      environments[name] ?? takeUp(name, remembered, port),
    ]),
  );
  const looks = await offeredVerify(shared.deploys.root, before, settings, port);
  try {
    for (const { target, account, id } of opened) {
      const { environment, region, recordedProfile: profile } = target;
      const own = { region, account: id, ...(profile !== undefined && { profile }) };
      const known = before[environment] ?? {};
      const installation: Installation = {
        ...shared,
        environment,
        account,
        // Where it is stands first in the record.
        settings: {
          ...own,
          ...known,
          ...own,
          ...looks[environment],
          ...settings,
          ...decided[environment],
        },
        template: withProjectVariables(template, known.variables),
        guard,
        hold,
        typed,
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
