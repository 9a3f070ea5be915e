import path from 'node:path';
import type { PlannedChange } from '../../lib/bundle/plan';
import { GitenvError } from '../../lib/errors';
import { applyStack } from '../cloudformation/apply-stack';
import { driftOfStack } from '../cloudformation/drift-stack';
import { planChangeSet } from '../cloudformation/plan-stack';
import { plannedOf, savedStacks } from '../cloudformation/planner';
import { settleStack } from '../cloudformation/settle-stack';
import { isRepair } from '../program/history/repair';
import { manifestOf } from '../program/job/handover';
import type { Planner } from '../program/job/planner';
import { demandKnownSettings } from '../program/job/settings';
import { applyDifference } from './apply';
import { compare, type SiteDifference } from './compare';
import { changesOf, describe } from './describe';
import { look } from './look';
import { servedFiles } from './served-files';
import { siteOf } from './site';
import { stackOf, withDistribution } from './site-stack';

const ofSite = ['site', 'bucket', 'distribution', 'immutable', 'others'];
const known = [...ofSite, 'template', 'parameters', 'stack', 'capabilities'];

/** A folder of files, served from a bucket, which a stack of the same commit may make. */
export const staticSite: Planner = {
  async plan(job, settings, folder) {
    demandKnownSettings(settings, known);
    const site = siteOf(job, settings);
    const manifest = manifestOf(job);
    const files = servedFiles(manifest, site);
    const request = stackOf(job, settings, site, folder);
    const stacks = request ? [await planChangeSet(job, request)] : [];
    // A change of headers alone is seen only if each object is asked.
    const trust = !(await isRepair(job));
    const now = await look(job, site, files, { trust, mayBeAbsent: request !== undefined });
    const difference = compare(site, files, manifest.digest, now);
    const changes = changesOf(difference);
    const infrastructure = plannedOf(stacks);
    return {
      ...infrastructure,
      changes: [...infrastructure.changes, ...changes],
      text: [infrastructure.text, describe(site.bucket.name, difference, changes)]
        .filter((it) => it !== '')
        .join('\n'),
      saved: { ...infrastructure.saved, bucket: site.bucket.name, seen: now.seen },
    };
  },

  async apply(job, settings, plan, folder) {
    const { bucket, seen } = plan.saved;
    const site = siteOf(job, { ...settings, bucket });
    const { digest, ...manifest } = manifestOf(job);
    const files = servedFiles({ digest, ...manifest }, site);
    const stacks = savedStacks(plan);
    const before = await look(job, site, files, { trust: true, mayBeAbsent: stacks.length > 0 });
    // Of a deploy that did not come to its end, this is the second attempt: the bucket is as that one left it.
    if (before.seen !== seen && before.record.unfinished?.execution !== job.execution)
      throw new GitenvError(
        'STALE_PLAN',
        `The bucket '${bucket}' is no longer what the plan was made for`,
        { changed: 'nothing', hint: `gitenv redeploy ${job.environment}` },
      );
    for (const saved of stacks) await applyStack(job, saved);
    const now = await look(job, site, files, { trust: !(await isRepair(job)) });
    const served = await withDistribution(job, site, plan);
    const from = path.join(folder, site.folder);
    await applyDifference(job, served, from, digest, now, compare(site, files, digest, now));
  },

  async settle(job, settings, folder) {
    const request = stackOf(job, settings, siteOf(job, settings), folder);
    if (request) await settleStack(job, request.name);
  },

  async drift(job, settings, folder) {
    const site = siteOf(job, settings);
    const manifest = manifestOf(job);
    const files = servedFiles(manifest, site);
    const request = stackOf(job, settings, site, folder);
    const stack = request && (await driftOfStack(job, request));
    const now = await look(job, site, files, { trust: false, mayBeAbsent: request !== undefined });
    const difference = compare(site, files, manifest.digest, now);
    const ours = new Set([...files.map((file) => file.path), ...difference.kept]);
    const strange = [...now.present.keys()].filter((key) => !ours.has(key));
    const changes = driftOf({ ...difference, removed: strange });
    return {
      changes: [...(stack?.changes ?? []), ...changes],
      text: [
        ...(stack ? [stack.text] : []),
        describe(site.bucket.name, noDifference, changes),
      ].join('\n'),
      saved: {},
    };
  },
};

const noDifference: SiteDifference = { files: [], uploads: [], removed: [], expired: [], kept: [] };

/** What somebody has done to a site, seen from what was released. A file that no release has put there counts, too. */
function driftOf(difference: SiteDifference): PlannedChange[] {
  const seen = {
    add: { action: 'destroy', detail: 'is missing' },
    change: { action: 'change', detail: 'differs' },
    replace: { action: 'change', detail: 'differs' },
    destroy: { action: 'add', detail: 'is of no release' },
  } as const;
  return changesOf(difference).map((change) => ({ ...change, ...seen[change.action] }));
}
