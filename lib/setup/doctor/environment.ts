import type { Account } from '../../aws/account/account';
import { clockOffset } from '../../aws/account/clock';
import { branchTip } from '../../aws/codecommit/repository';
import { describeStack } from '../../aws/stack/stack';
import { isLatestTemplate } from '../../aws/stack/stack-resources';
import { describeSettings } from '../../aws/values/settings';
import { settingsRecorded } from '../../config/config';
import { type Environment, formatRemoteAddress } from '../../config/environment';
import type { SettingState } from '../../config/setting';
import { namesOf } from '../../contract';
import { GitenvError } from '../../errors';
import { getConfig, remoteUrl } from '../../git/repository';
import { git } from '../../git/run';
import { lookAt } from '../../target/evidence';
import { lookedAtFor, type OpenEnvironment, openEnvironment } from '../../target/open-environment';
import { explain, stackStandingOf } from '../init/stack/stack-standing';
import { withProjectVariables } from '../projects/variables';
import { checkApart } from './apart';
import { type Check, type Finding, note, ok, problem, warning } from './basis/finding';
import type { Patient } from './basis/patient';
import { checkBundles, checkProtection, checkStored } from './bundles';
import { checkGuard } from './guard';
import { checkLock } from './lock';
import { checkNetwork } from './network';
import { checkPerson } from './person';
import { checkReleases } from './releases';
import { checkRights } from './rights';
import { checkSources } from './sources';
import { checkVerify } from './verify';

/** Everything that concerns one environment. Once its account cannot be asked, the rest is unknown. */
export async function checkEnvironment(patient: Patient): Promise<Finding[]> {
  const { environment } = patient;
  const remote = await checkRemote(patient);
  const opened = await attempt('credentials', environment.name, () => checkCredentials(patient));
  if (!('open' in opened)) return [opened, ...unknown(patient), remote];
  const { open, finding } = opened;
  const { account } = open;
  const asked = await Promise.all([
    attempt('clock', environment.name, () => checkClock(account, environment.name)),
    attempt('stack', environment.name, () => checkStack(account, patient)),
    attempt('repository', environment.name, () => checkRepository(account, environment)),
    attempt('submodules', environment.name, () => checkSources(account, patient)),
    attempt('bundles', environment.name, () => checkBundles(account, patient)),
    attempt('bundles', environment.name, () => checkStored(account, patient)),
    attempt('protection', environment.name, () => checkProtection(account, patient)),
    attempt('guard', environment.name, () => checkGuard(account, patient)),
    attempt('apart', environment.name, () => checkApart(account, patient)),
    attempt('rights', environment.name, () => checkRights(account, patient)),
    attempt('person', environment.name, () => checkPerson(account, patient)),
    attempt('network', environment.name, () => checkNetwork(account, patient)),
    attempt('verify', environment.name, () => checkVerify(account, patient)),
    attempt('config', environment.name, () => checkConfig(account, environment)),
    attempt('releases', environment.name, () => checkPipeline(open, patient)),
  ]);
  return [finding, ...asked.flat(), remote];
}

/** A refusal of AWS's is a finding as well; anything else is a bug and stays one. */
async function attempt<T>(
  check: Check,
  environment: string,
  look: () => Promise<T>,
): Promise<T | Finding> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof GitenvError)) throw error;
    return problem(check, environment, error.clause, error.hint ?? error.advice);
  }
}

function unknown({ environment: { name, settings, bundles } }: Patient): Finding[] {
  const asked: readonly Check[] = [
    ...(['clock', 'stack', 'repository'] as const),
    ...(bundles === 'pull' ? (['bundles'] as const) : []),
    ...(settings.length > 0 ? (['config'] as const) : []),
    ...(['releases', 'lock'] as const),
  ];
  return asked.map((check) => ({
    check,
    environment: name,
    outcome: 'unknown' as const,
    message: 'could not be asked',
    fix: undefined,
  }));
}

async function checkCredentials({ environment, patienceMs }: Patient) {
  const { name, account: recorded } = environment;
  const open = lookedAtFor(await openEnvironment(environment), patienceMs);
  const { account: id, arn } = await open.account.verify();
  const finding =
    recorded === undefined
      ? warning(
          'credentials',
          name,
          `account ${id}, which gitenv.json does not record`,
          `gitenv init ${name}`,
        )
      : ok('credentials', name, `account ${id} as ${arn}`);
  return { open, finding };
}

/** AWS refuses signatures that are a quarter of an hour off; a minute is worth knowing. */
async function checkClock(account: Account, name: string): Promise<Finding> {
  const seconds = Math.round((await clockOffset(account)) / 1000);
  const off = Math.abs(seconds);
  if (off < 60) return ok('clock', name, 'this clock agrees with AWS');
  const message = `this clock is ${off} s ${seconds > 0 ? 'behind' : 'ahead of'} AWS`;
  const fix = 'set the clock of this machine, best by NTP';
  return off < 600 ? warning('clock', name, message, fix) : problem('clock', name, message, fix);
}

async function checkStack(
  account: Account,
  { environment, template, config }: Patient,
): Promise<Finding> {
  const { name, application } = environment;
  const { stack } = namesOf(application);
  const state = await describeStack(account, stack);
  const standing = stackStandingOf(state?.status);
  if (!state || standing === 'absent')
    return problem('stack', name, `there is no stack ${stack}`, `gitenv init ${name}`);
  if (standing === 'busy')
    return warning(
      'stack',
      name,
      `${stack} is ${state.status}`,
      'wait until CloudFormation is done',
    );
  if (standing !== 'ready') {
    const fix = standing === 'stuck' ? undefined : `gitenv init ${name} --replace`;
    return problem('stack', name, `${stack} ${explain(state.status)} (${state.status})`, fix);
  }
  const wanted = withProjectVariables(template, settingsRecorded(config, name).variables);
  if (await isLatestTemplate(account, stack, wanted))
    return ok('stack', name, `${stack} is up to date`);
  return warning(
    'stack',
    name,
    `${stack} was installed by another version of gitenv, or gitenv.json names other variables by now`,
    `gitenv init ${name}`,
  );
}

async function checkRepository(account: Account, environment: Environment): Promise<Finding> {
  const { name, application, branch } = environment;
  const tip = await branchTip(account, namesOf(application).repository, branch);
  if (tip !== undefined) return ok('repository', name, `${branch} is at ${tip.slice(0, 8)}`);
  // So it is right after an installation, and for what is later on the path until the first promotion.
  return note('repository', name, `nothing was pushed to ${branch} yet`);
}

/** Nobody needs the right to look, so that not having it is no problem. */
async function checkConfig(account: Account, environment: Environment): Promise<Finding[]> {
  const { name, settings } = environment;
  if (settings.length === 0) return [];
  try {
    const states = await describeSettings(account, settings);
    return [findingOn(states, name)];
  } catch (error) {
    if (!(error instanceof GitenvError && error.code === 'ACCESS_DENIED')) throw error;
    const fix = 'ask for ssm:DescribeParameters and secretsmanager:DescribeSecret';
    return [warning('config', name, error.clause, fix)];
  }
}

function findingOn(states: readonly SettingState[], name: string): Finding {
  const lacking = states.filter(({ lack }) => lack !== undefined);
  const [first] = lacking;
  const count = states.length === 1 ? 'the one name' : `all ${states.length} names`;
  if (!first) return ok('config', name, `has ${count} that gitenv.json declares`);
  const words = lacking
    .map(({ name, lack }) => (lack === 'missing' ? name : `${name} (${lack})`))
    .join(', ');
  const fix = `gitenv config set ${name} ${first.name}`;
  return problem('config', name, `lacks configuration that gitenv.json declares: ${words}`, fix);
}

async function checkPipeline(open: OpenEnvironment, { now }: Patient): Promise<Finding[]> {
  const { environment, account } = open;
  const seen = await lookAt(open);
  const lock = await checkLock(seen.evidence.stages, account, environment);
  return [checkReleases(seen, environment.name, now), lock];
}

async function checkRemote({ environment, root }: Patient): Promise<Finding> {
  const { name, region, profile, application, branch } = environment;
  const place = { cwd: root };
  const [url, push] = await Promise.all([
    git(remoteUrl(name), place),
    git(getConfig(`remote.${name}.push`), place),
  ]);
  const { repository } = namesOf(application);
  const expected = formatRemoteAddress({ profile, region, repository });
  if (url === undefined)
    return problem('remote', name, `there is no git remote ${name}`, 'gitenv remotes');
  // Another profile is each clone's own business; another region or repository is not.
  if (!url.endsWith(`${region}/${repository}`))
    return problem(
      'remote',
      name,
      `the remote leads to ${url}, not to ${expected}`,
      'gitenv remotes',
    );
  if (push === undefined)
    return warning(
      'remote',
      name,
      `git push ${name} does not know its branch`,
      `git config remote.${name}.push HEAD:refs/heads/${branch}`,
    );
  return ok('remote', name, `${url}, pushing ${push}`);
}
