import type { Account } from '../../aws/account/account';
import { pathOf } from '../../config/config';
import { configFile, defaultBranch } from '../../contract';
import { currentBranch } from '../../git/repository';
import { git } from '../../git/run';
import { nextSteps } from '../content/next-steps';
import type { Content } from '../content/plan-content';
import { writeAttributes, writeStarters } from '../content/write-content';
import { withoutDeployPolicy } from '../kits/deploy-policy';
import type { ChosenKit } from '../kits/detect-kit';
import { withoutDocker } from '../kits/docker';
import { type Kits, writeKit } from '../kits/kit';
import {
  type LackOfOwn,
  lacksDeployspec,
  lacksOfOwn,
  writeDeployspec,
} from '../kits/own-buildspec';
import type { PolicyDocument } from '../policy/document';
import { policyFile, writePolicyFile } from '../policy/policy-file';
import { changesAnything, type Prepared } from './install';
import { type AskedApplication, readRecorded } from './record';
import { type CommitAtTip, type Effect, makesPipeline } from './releases';
import { setDefaultRemote } from './remotes';
import type { InstallTarget } from './target';

export interface InitResult {
  readonly application: string;
  readonly branch: string;
  /** All environments of the application, in the order of the path. */
  readonly path: readonly string[];
  readonly environments: readonly InstalledEnvironment[];
  /** What a bare `git push` pushes to; undefined where that was left as it was. */
  readonly defaultRemote: string | undefined;
  /** Files written to the work tree, which wait to be committed. */
  readonly files: readonly string[];
  /** Those of them that are the application's own from now on, to be filled in. */
  readonly starters: readonly string[];
  /** Commands that lead to a release, each of which works as it stands where the user is. */
  readonly next: readonly string[];
  /** The branch that is checked out; undefined on a detached HEAD. */
  readonly checkedOut: string | undefined;
  /** The kit that the repository has now; undefined where its buildspecs are its own. */
  readonly kit: ChosenKit | undefined;
  /** The environments named whose builds are to make an image, and may not run Docker. */
  readonly withoutDocker: readonly string[];
  /** The environments named whose releases make plans, and whose deploys have no policy to carry them out. */
  readonly withoutDeployPolicy: readonly string[];
  /** What the first release would fail for, where the buildspec is a team's own. */
  readonly lacks: readonly LackOfOwn[];
}

interface InstalledEnvironment {
  readonly environment: string;
  readonly profile: string | undefined;
  readonly region: string;
  readonly account: string;
  readonly outcome: 'created' | 'updated' | 'unchanged';
  /** What the new pipeline releases by itself; undefined where it is none, or has nothing to release. */
  readonly starts: CommitAtTip | undefined;
  /** Whether nothing enters the new pipeline's Deploy. */
  readonly isHeld: boolean;
  /** Whether releases that were on their way have been stopped. */
  readonly hasStopped: boolean;
}

/** An environment whose account is known. */
export interface Opened {
  readonly environment: string;
  readonly target: InstallTarget;
  readonly account: Account;
  readonly id: string;
}

/** What came of the installation. */
export interface Done {
  readonly opened: readonly Opened[];
  readonly prepared: readonly Prepared[];
  readonly effects: readonly Effect[];
  /** Whether the configuration file was written. */
  readonly recorded: boolean;
  readonly kit: ChosenKit | undefined;
  readonly content: Content;
  /** What is written as the policy of deploys; undefined where none is made. */
  readonly policy: PolicyDocument | undefined;
  /** Whether a deployspec to fill in is wanted. */
  readonly deployspec: boolean;
}

interface Concluding extends AskedApplication {
  readonly directory: string;
  readonly hold: boolean;
  readonly kits: Kits;
}

/** Writes what the first release needs to the work tree, and says what stands and what comes next. */
export async function conclude(root: string, done: Done, options: Concluding): Promise<InitResult> {
  const { opened, kit, content } = done;
  const { config } = readRecorded(root, options);
  const branch = config.branch ?? defaultBranch;
  const path = pathOf(config);
  const [first = ''] = path;
  const isDefault = first !== '' && (await setDefaultRemote(root, first, branch));
  const { files, starters } = write(root, done, options.kits);
  const names = opened.map(({ environment }) => environment);
  const push = isDefault ? 'git push' : `git push ${first}`;
  const waiting = { files: [...files, policyFile], programs: content.programs };
  return {
    application: config.application,
    branch,
    path,
    environments: opened.map((_, index) => installed(done, index, options)),
    defaultRemote: isDefault ? first : undefined,
    files,
    starters,
    next: [
      ...(lacksDeployspec(root) ? [`gitenv init ${first} --deployspec`] : []),
      ...(await nextSteps({ root, directory: options.directory, push, ...waiting })),
    ],
    checkedOut: await git(currentBranch, { cwd: root }),
    kit,
    withoutDocker: withoutDocker(root, config, names),
    withoutDeployPolicy: await withoutDeployPolicy(root, config.application, opened),
    lacks: lacksOfOwn(root, first),
  };
}

function write(root: string, { recorded, kit, content, policy, deployspec }: Done, kits: Kits) {
  const own = [
    ...(recorded ? [configFile] : []),
    ...writePolicyFile(root, policy),
    ...writeKit(root, kits, kit?.name, content.buildspecEdits),
  ];
  const starters = [
    ...writeStarters(root, content.files),
    ...(deployspec ? writeDeployspec(root) : []),
  ];
  return { files: [...own, ...starters, ...writeAttributes(root)], starters };
}

function installed(
  { opened, prepared, effects }: Done,
  index: number,
  { hold }: Concluding,
): InstalledEnvironment {
  const { target, id } = opened[index] as Opened;
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
    isHeld: hold && one !== undefined && makesPipeline(one),
    hasStopped: effect !== undefined && effect.stops.length > 0,
  };
}
