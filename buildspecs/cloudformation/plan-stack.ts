import { copyBundle } from '../../lib/bundle/copy';
import type { PlannedChange } from '../../lib/bundle/plan';
import { locateBundle } from '../program/bundles/places';
import { isRepair } from '../program/history/repair';
import { manifestOf } from '../program/job/handover';
import type { Job } from '../program/job/job';
import { makeChangeSet } from './change-set';
import { type CloudFormation, cloudFormationOf, type QueryInput } from './client';
import { listChanges } from './describe-changes';
import { changeSetName, deleteOldChangeSets } from './old-change-sets';
import { bundleKeyParameter } from './parameters';
import { type FoundStack, findStack, settledStack, type Way, wayFor } from './stack';
import {
  inputOf,
  keysOf,
  type StoredRequest,
  storedRequest,
  type WantedStack,
} from './stack-request';
import type { Template } from './template';

/** What a release would change in one stack. */
export interface PlannedStack {
  readonly changes: readonly PlannedChange[];
  /** For people. */
  readonly text: string;
  /** Keys of the environment's bucket that the stack refers to then. */
  readonly refersTo: readonly string[];
  readonly saved: SavedStack;
}

/** What applying a plan needs to do exactly that, and to see whether the stack has changed since. */
export interface SavedStack {
  readonly name: string;
  readonly way: Way;
  /** Empty where there was no stack, and none was begun. */
  readonly id: string;
  readonly changedAt: string;
  /** ARN of the change set; missing where nothing changes, or none can be made before the deploy. */
  readonly changeSet?: string;
  /** What the deploy makes the stack from, where no change set can be made before. */
  readonly request?: StoredRequest;
}

/**
 * Computes what a request would change in its stack, and leaves a change set for the deploy to execute.
 * @param upstream plans of the stacks that this one comes after
 */
export async function planChangeSet(
  job: Job,
  request: WantedStack,
  upstream: readonly PlannedStack[] = [],
): Promise<PlannedStack> {
  const client = cloudFormationOf(job);
  // Before anything can stop it: a deploy that plans by itself may not store these.
  await bringBundle(job, request.template);
  const input = await inputOf(job, request);
  const before = await settledStack(client, request.name, job);
  const way = wayFor(before);
  if (way === 'recreate') return planWithout(job, request, before);
  const awaitsOther = upstream.some(({ changes }) => changes.length > 0);
  if (way === 'create' && awaitsOther) return planWithout(job, request, before);
  return planByChangeSet(job, client, { ...request, input }, before);
}

async function planByChangeSet(
  job: Job,
  client: CloudFormation,
  request: WantedStack & { readonly input: QueryInput },
  before: FoundStack | undefined,
): Promise<PlannedStack> {
  // Who only looks leaves everything as it is, and a deploy that plans has no time for that: the next build does it.
  const tidies = job.purpose === 'release' && job.attempt === undefined;
  if (before && tidies) await deleteOldChangeSets(job, client, before);
  const way = wayFor(before);
  const reverts = way === 'update' && (await isRepair(job));
  const made = await makeChangeSet(client, {
    stack: request.name,
    name: changeSetName(job),
    environment: job.environment,
    isNew: way === 'create',
    description: `Commit ${job.commit} for ${job.environment}`,
    // Compares with what is in the account, and not only with what the stack was made from.
    input: { ...request.input, ...(reverts && { DeploymentMode: 'REVERT_DRIFT' }) },
  });
  const stack = before ?? (await findStack(client, made?.stackId ?? request.name));
  if (made && job.purpose !== 'release')
    await client.ask('DeleteChangeSet', { StackName: made.stackId, ChangeSetName: made.id });
  const changes = made?.changes ?? [];
  const title = `Stack ${request.name}${way === 'create' ? ', which is new, and empty until it is deployed' : ''}`;
  return {
    changes,
    text: listChanges(title, changes),
    refersTo: keysOf(request, false),
    saved: { ...standing(request.name, way, stack), ...(made && { changeSet: made.id }) },
  };
}

/**
 * The plan of a stack that will be made from nothing, by its template alone: CloudFormation makes no change set where
 * a failed creation has to be deleted first, or where another stack has to be there first.
 */
async function planWithout(
  job: Job,
  request: WantedStack,
  before: FoundStack | undefined,
): Promise<PlannedStack> {
  const way = wayFor(before);
  const changes = request.template.resources.map(({ name, type, conditional }): PlannedChange => {
    const detail = conditional ? 'where its condition holds' : '';
    return { action: 'add', type, name, detail };
  });
  const why =
    way === 'recreate'
      ? 'whose creation had failed: what is left of it is deleted, and it is made anew'
      : 'which is new, and is made when the stacks before it are';
  return {
    changes,
    text: listChanges(`Stack ${request.name}, ${why}`, changes),
    refersTo: keysOf(request, true),
    saved: {
      ...standing(request.name, way, before),
      request: await storedRequest(job, request),
    },
  };
}

function standing(name: string, way: Way, stack: FoundStack | undefined): SavedStack {
  return { name, way, id: stack?.id ?? '', changedAt: stack?.changedAt ?? '' };
}

/**
 * Brings the bundle into the environment's own bucket where a template is going to refer to it there: services such as
 * Lambda take code from a bucket of their own region alone. A build does that, also for a deploy that plans by itself.
 */
async function bringBundle(job: Job, { parameters }: Template): Promise<void> {
  if (job.purpose !== 'release' || job.attempt !== undefined || !parameters.has(bundleKeyParameter))
    return;
  const found = await locateBundle(job, manifestOf(job).digest);
  if (!found?.isWhole || found.place.name === job.bucket.name) return;
  await copyBundle(found, job.bucket);
}
