import type { Account } from '../../aws/account/account';
import { listImages } from '../../aws/images/list-images';
import { bucketIn } from '../../aws/pipeline/bucket';
import { describeStack, type StackState } from '../../aws/stack/stack';
import { stackResources } from '../../aws/stack/stack-resources';
import { pathOf } from '../../config/config';
import { configFile, namesOf, outputs, parameters } from '../../contract';
import { GitenvError } from '../../errors';
import { objectKeys } from '../../object-keys';
import { describeUnprotected } from '../../release/protection';
import { orWhyNot } from '../../target/why-not';
import { pullingParameters } from '../init/stack/parameters';
import { mayTurn, protectionOf, unprotected } from '../protection/deploy-from';
import { letsIn } from './basis/bucket-policy';
import { type Finding, note, ok, problem, warning } from './basis/finding';
import type { Patient } from './basis/patient';
import { type SharedBucket, sizeOf } from './basis/shared-bucket';

/** Whether an environment pulls its bundles from where `gitenv.json` says, and the bucket there lets it. */
export async function checkBundles(account: Account, patient: Patient): Promise<Finding[]> {
  const { environment, config, shared } = patient;
  const { name, application, region } = environment;
  const stack = await describeStack(account, namesOf(application).stack);
  if (!stack) return [];
  const wanted = pullingParameters(config, region, pathOf(config));
  const told = checkParameters(stack, wanted, name);
  if (told.length > 0) return told;
  const [from, writer] = [wanted[parameters.assetsBucket], wanted[parameters.assetsWriter]];
  if (!from) return [];
  const bucket = await shared;
  const refused = bucket
    ? await checkPolicy({ account, stack, environment, config }, bucket, writer ?? '')
    : undefined;
  const does = writer === name ? 'stores bundles in' : 'pulls bundles from';
  return [refused ?? ok('bundles', name, `${does} ${from}`)];
}

/** Whether deploys run in what no build can have changed, and if not, what stands in the way. Buildspecs of a team's own decide themselves. */
export async function checkProtection(account: Account, patient: Patient): Promise<Finding[]> {
  const { environment, root } = patient;
  const { name, application } = environment;
  const stack = await describeStack(account, namesOf(application).stack);
  if (!stack) return [];
  const found = await protectionOf({ account, application, root }, stack);
  if (found.now !== 'bundle' || !found.isAllKit) return [];
  const what = describeUnprotected(unprotected(found));
  if (mayTurn(found)) return [warning('protection', name, what, `gitenv init ${name}`)];
  return [note('protection', name, what)];
}

/** Whether so much is stored that `gitenv prune` may be worth it. Who may not list the bucket needs not hear of it. */
export async function checkStored(account: Account, patient: Patient): Promise<Finding[]> {
  const { name, application } = patient.environment;
  const stack = await describeStack(account, namesOf(application).stack);
  const bucketName = stack?.outputs[outputs.bucket];
  if (bucketName === undefined) return [];
  return sizeOf(account, bucketIn(account, bucketName), {
    below: [objectKeys.bundles, objectKeys.assets],
    beside: await imageBytes(account, application),
    environment: name,
  });
}

/** What the images of an application take, layers that they share counted in each; 0 if that may not be asked. */
async function imageBytes(account: Account, application: string): Promise<number> {
  const images = await orWhyNot(listImages(account, application));
  if (!(images instanceof GitenvError)) return images.reduce((sum, { bytes }) => sum + bytes, 0);
  if (images.code === 'ACCESS_DENIED') return 0;
  throw images;
}

/** What the stack was told, by the latest `gitenv init`, against what `gitenv.json` says now. */
function checkParameters(
  { parameters: has }: StackState,
  wanted: Readonly<Record<string, string>>,
  name: string,
): Finding[] {
  const differing = Object.keys(wanted).filter((key) => (has[key] ?? '') !== wanted[key]);
  if (differing.length === 0) return [];
  const fix = `gitenv init ${name}`;
  const is = (key: keyof typeof parameters) => has[parameters[key]] || undefined;
  const should = (key: keyof typeof parameters) => wanted[parameters[key]] || undefined;
  const say = (what: string) => [problem('bundles', name, what, fix)];
  if (!should('assetsBucket'))
    return say(
      `its stack pulls bundles from ${is('assetsBucket')}, of which ${configFile} says nothing`,
    );
  if (!is('assetsBucket')) return say('its stack does not know yet where to pull bundles from');
  const words = [
    ['assetsBucket', 'bucket'],
    ['assetsRegion', 'region'],
    ['assetsAccount', 'owner of the bucket'],
    ['assetsWriter', 'environment that stores bundles'],
  ] as const;
  const wrong = words.filter(([key]) => differing.includes(parameters[key]));
  const list = wrong.map(
    ([key, word]) => `the ${word} is ${should(key)}, and its stack has ${is(key) ?? 'none'}`,
  );
  return say(list.join('; '));
}

interface Asker extends Pick<Patient, 'environment' | 'config'> {
  readonly account: Account;
  readonly stack: StackState;
}

/** The bucket's side; a role's own policy is the stack's. */
async function checkPolicy(
  asker: Asker,
  bucket: SharedBucket,
  writer: string,
): Promise<Finding | undefined> {
  const { name } = asker.environment;
  const { account: id } = await asker.account.verify();
  // In the account of the bucket, what a role's own policy allows is enough.
  if (id === bucket.owner) return undefined;
  const { reads, stores } = await rightsIn(asker, bucket, id);
  const fix = bucket.isOurs ? 'gitenv assets' : `change the policy of ${bucket.name}`;
  const say = (what: string) =>
    problem('bundles', name, `the policy of ${bucket.name} ${what}`, fix);
  if (!reads) return say('does not let its builds and deploys pull bundles');
  if (name === writer) return stores ? undefined : say('does not let its builds store bundles');
  const isWriters = asker.config.environments[writer]?.account === id;
  if (!stores || isWriters) return undefined;
  const what = `the policy of ${bucket.name} lets its builds store bundles, which only those of ${writer} have to`;
  return warning('bundles', name, what, fix);
}

async function rightsIn(
  { account, stack, environment: { application } }: Asker,
  { name, policy }: SharedBucket,
  id: string,
): Promise<{ reads: boolean; stores: boolean }> {
  const partition = (await account.verify()).arn.split(':')[1];
  const resources = await stackResources(account, stack.id);
  const bucket = `arn:${partition}:s3:::${name}`;
  const object = `${bucket}/${objectKeys.bundlesOf(application)}a/manifest.json`;
  const may = (kind: 'Build' | 'Deploy', action: string, resource: string) => {
    const found = resources.find(({ logicalId }) => logicalId === `${kind}Role`);
    const role = `arn:${partition}:iam::${id}:role/${found?.physicalId}`;
    return letsIn(policy, { account: id, role, action, resource });
  };
  const pulls = (kind: 'Build' | 'Deploy') =>
    may(kind, 's3:ListBucket', bucket) && may(kind, 's3:GetObject', object);
  return {
    reads: pulls('Build') && pulls('Deploy'),
    stores: may('Build', 's3:PutObject', object),
  };
}
