import type { PlannedChange } from '../../bundle/plan';
import { manifestOf } from '../handover';
import type { Planned, Planner } from '../planner';
import { applyDifference } from './apply';
import { compare } from './compare';
import { changesOf, describe } from './describe';
import { look } from './look';
import { siteOf } from './site';

/** A folder of files, served from a bucket. */
export const staticSite: Planner = {
  async plan(job, settings) {
    const site = siteOf(job, settings);
    const { files, digest } = manifestOf(job);
    const now = await look(job, site, files, { trust: true });
    const difference = compare(site, files, digest, now);
    const changes = changesOf(difference);
    return {
      changes,
      text: describe(site.bucket.name, difference, changes),
      saved: { bucket: site.bucket.name, seen: now.seen },
    };
  },

  async apply(job, settings, { saved }, folder) {
    const site = siteOf(job, { ...settings, bucket: saved.bucket });
    const { files, digest } = manifestOf(job);
    const now = await look(job, site, files, { trust: true });
    // Of a deploy that did not come to its end, this is the second attempt: the bucket is as that one left it.
    if (now.seen !== saved.seen && now.record.unfinished?.execution !== job.execution)
      throw new Error(
        `The bucket '${site.bucket.name}' is no longer what the plan was made for. Nothing was changed: release the commit again.`,
      );
    await applyDifference(job, site, folder, digest, now, compare(site, files, digest, now));
  },

  async drift(job, settings) {
    const site = siteOf(job, settings);
    const { files, digest } = manifestOf(job);
    const now = await look(job, site, files, { trust: false });
    const difference = compare(site, files, digest, now);
    const ours = new Set([...files.map(({ path }) => path), ...difference.kept]);
    const strange = [...now.present.keys()].filter((key) => !ours.has(key));
    return drifted(site.bucket.name, { ...difference, removed: strange, expired: [] });
  },
};

/** What is there and belongs to no release counts as well: somebody has put it on the site. */
function drifted(bucket: string, difference: Parameters<typeof changesOf>[0]): Planned {
  const changes = changesOf(difference).map(
    (change): PlannedChange => ({
      ...change,
      detail: { add: 'is missing', change: 'differs', destroy: 'is of no release', replace: '' }[
        change.action
      ],
    }),
  );
  return { changes, text: describe(bucket, difference, changes), saved: {} };
}
