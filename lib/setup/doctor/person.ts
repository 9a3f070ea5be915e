import type { Account } from '../../aws/account/account';
import { bucketOf } from '../../aws/pipeline/bucket';
import { principalOf, type SimulatedRight, simulate } from '../../aws/roles/simulation';
import { describeStack, type StackState } from '../../aws/stack/stack';
import { pathOf } from '../../config/config';
import { namesOf, no, outputs, parameters, yes } from '../../contract';
import { GitenvError } from '../../errors';
import { type Need, type Verb, verbs } from '../../release/rights/need';
import { arnsOf, type Place } from '../../release/rights/place';
import { needsOf, statementsAllowing } from '../../release/rights/policy';
import { type Finding, type LackedRight, note, ok, warning } from './basis/finding';
import type { Patient } from './basis/patient';

/** Whether whoever runs this may use the verbs of this environment. Nobody needs them all, so that a lack is no problem. */
export async function checkPerson(account: Account, patient: Patient): Promise<Finding[]> {
  const { name, application } = patient.environment;
  const stack = await describeStack(account, namesOf(application).stack);
  if (!stack) return [];
  const { arn } = await account.verify();
  if (arn.endsWith(':root')) return [ok('person', name, 'you are the root user of the account')];
  const who = await principalOf(account, arn);
  if (who === undefined)
    return [untold(name, `there are no policies to look at of ${arn}, who you are`)];
  try {
    const at = await placeOf(account, patient, stack);
    return await findingsOn(account, who, at, patient, wantedOf(patient, stack));
  } catch (error) {
    if (!(error instanceof GitenvError)) throw error;
    const lacks = error.code === 'ACCESS_DENIED' ? '; it takes iam:SimulatePrincipalPolicy' : '';
    return [untold(name, `${error.clause}${lacks}`)];
  }
}

function untold(name: string, why: string): Finding {
  return note('person', name, `which verbs you may use was not looked at: ${why}`);
}

async function placeOf(account: Account, patient: Patient, stack: StackState): Promise<Place> {
  const { application, region, branch } = patient.environment;
  const { account: id, arn } = await account.verify();
  const bucket =
    stack.outputs[outputs.bucket] ?? (await bucketOf(account, namesOf(application).pipeline)).name;
  return {
    partition: arn.split(':')[1] ?? 'aws',
    account: id,
    region,
    application,
    branch,
    bucket,
    verifies: stack.parameters[parameters.verify] === yes,
  };
}

/** The needs that this environment has any use for. */
function wantedOf({ environment, config }: Patient, stack: StackState): readonly Need[] {
  const { upstream, bundles, name } = environment;
  const hasApproval = (stack.parameters[parameters.approval] ?? no) !== no;
  const isLast = pathOf(config).at(-1) === name;
  const unused: readonly Verb[] = [
    ...(upstream === undefined ? (['promote'] as const) : []),
    ...(isLast ? (['promoteOn'] as const) : []),
    ...(hasApproval ? [] : (['approve'] as const)),
  ];
  const used = (Object.keys(verbs) as Verb[]).filter((verb) => !unused.includes(verb));
  return needsOf(used)
    .filter(({ on }) => on !== 'approval' || hasApproval)
    .filter(({ on, actions }) => on !== 'bundles' || bundles === 'promote' || !stores(actions))
    .filter(({ on, actions }) => upstream !== undefined || !(isOfBundles(on) && stores(actions)))
    .filter(({ on }) => on !== 'promotions' || bundles !== 'rebuild')
    .map((need) => ({ ...need, verbs: need.verbs.filter((verb) => used.includes(verb)) }));
}

const isOfBundles = (on: Need['on']) => on === 'bundles' || on === 'promotions';
const stores = (actions: Need['actions']) => actions.includes('s3:PutObject');

async function findingsOn(
  account: Account,
  who: string,
  at: Place,
  { environment: { name }, now }: Patient,
  wanted: readonly Need[],
): Promise<Finding[]> {
  const lacks: Lack[] = [];
  const untoldKeys = new Set<string>();
  // One after the other: IAM answers few requests a second.
  for (const group of groupsOf(wanted)) {
    const asked = questionOf(group, at, now);
    for (const right of await simulate(account, who, asked)) {
      if (right.may === 'untold') for (const key of right.missing) untoldKeys.add(key);
      if (right.may === 'denied') lacks.push(...lacksIn(group, right));
    }
  }
  const told = lacks.length > 0 ? [lackFinding(name, at, lacks)] : [];
  if (untoldKeys.size > 0) {
    const keys = [...untoldKeys].join(', ');
    const what = `some of what you may do depends on ${keys}, which a simulation does not know`;
    return [...told, note('person', name, what)];
  }
  return told.length > 0 ? told : [ok('person', name, 'you may use every verb')];
}

interface Lack {
  readonly need: Need;
  readonly action: string;
  readonly resource: string;
}

/** Needs that one request asks about: those on the same things, with the same context. */
function groupsOf(wanted: readonly Need[]): readonly (readonly Need[])[] {
  const keyOf = ({ on, ref, passedTo }: Need) => [on, ref, passedTo].join();
  const keys = [...new Set(wanted.map(keyOf))];
  return keys.map((key) => wanted.filter((need) => keyOf(need) === key));
}

function questionOf(group: readonly Need[], at: Place, now: Date) {
  const [first] = group;
  const { region, branch, account, application } = at;
  const refs = { branch: `refs/heads/${branch}`, tag: `refs/tags/gitenv/${application}` };
  return {
    actions: [...new Set(group.flatMap(({ actions }) => actions))],
    resources: first ? arnsOf(first.on, at).map(example) : [],
    context: {
      'aws:RequestedRegion': region,
      'aws:ResourceAccount': account,
      'aws:SecureTransport': 'true',
      'aws:CurrentTime': now.toISOString(),
      ...(first?.ref && { 'codecommit:References': refs[first.ref] }),
      ...(first?.passedTo && { 'iam:PassedToService': first.passedTo }),
    },
  };
}

/** A star is what is not known yet: something is. */
const example = (arn: string) => arn.replace(/\*$/, 'any');

function lacksIn(group: readonly Need[], { action, resource }: SimulatedRight): readonly Lack[] {
  return group
    .filter(({ actions }) => actions.includes(action))
    .map((need) => ({ need, action, resource }));
}

function lackFinding(name: string, at: Place, lacks: readonly Lack[]): Finding {
  const lacked: LackedRight[] = lacks.map(({ need, action, resource }) => ({
    action,
    resource,
    verbs: need.verbs.map((verb) => verbs[verb]),
    why: need.why,
  }));
  const statements = statementsAllowing(
    lacks.map(({ need, action }) => ({ ...need, actions: [action] })),
    at,
  );
  const said = lacked.map(
    (it) => `\n  ${it.verbs.join(', ')}: ${it.action} on ${it.resource}, to ${it.why}`,
  );
  const finding = warning(
    'person',
    name,
    `you may not use all verbs. If you need one of these, you lack${said.join('')}`,
    `ask in account ${at.account} for ${JSON.stringify(statements)}`,
  );
  return { ...finding, lacked };
}
