import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { objectKeys } from '../../lib/object-keys';
import { driftOfStack } from '../cloudformation/drift-stack';
import { planChangeSet } from '../cloudformation/plan-stack';
import { applyAll, plannedOf, requestFrom, stackName } from '../cloudformation/planner';
import { settleStack } from '../cloudformation/settle-stack';
import type { WantedStack } from '../cloudformation/stack-request';
import type { Job } from '../program/job/job';
import type { Planner } from '../program/job/planner';
import { demandKnownSettings, type KitSettings } from '../program/job/settings';
import { samSettings } from './builder';
import { runSam } from './sam-command';
import { storedAgain } from './store-again';

/** One stack from the template of a serverless application, with the code of its functions in the environment's bucket. */
export const sam: Planner = {
  async plan(job, settings, folder) {
    return plannedOf([await planChangeSet(job, await requestOf(job, settings, folder))]);
  },
  apply: applyAll,
  settle: (job, settings) => settleStack(job, stackName(job, settings)),
  async drift(job, settings, folder) {
    const { changes, text } = await driftOfStack(job, await requestOf(job, settings, folder));
    return { changes, text, saved: {} };
  },
};

async function requestOf(job: Job, settings: KitSettings, folder: string): Promise<WantedStack> {
  demandKnownSettings(settings, samSettings);
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-sam-'));
  try {
    const packaged = path.join(scratch, 'packaged.yaml');
    const below = packagedBelow(job);
    await runSam(packageArguments(job, below, packaged), folder, job.env);
    const stored = { bucket: job.bucket, below, scratch };
    const { template, keys } = await storedAgain(stored, fs.readFileSync(packaged, 'utf8'));
    // CloudFormation expands the transform, and makes roles that the template does not name.
    const capabilities = ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'];
    const given = { capabilities, ...settings };
    return { ...requestFrom(job, given, folder, template, 'template.yaml'), refersTo: keys };
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Where `sam package` stores: below a name that nobody knows before, since it takes for its own what is there already. A
 * deploy that plans by itself may write below `assets/` alone.
 */
function packagedBelow({ execution, attempt }: Job): string {
  const { packaged, assets } = objectKeys;
  const own = `${execution}/${randomUUID()}/`;
  return attempt === undefined ? `${packaged}${own}` : `${assets}${packaged}${own}`;
}

function packageArguments({ bucket, region }: Job, below: string, packaged: string): string[] {
  return [
    'package',
    ...['--template-file', 'template.yaml'],
    ...['--s3-bucket', bucket.name],
    ...['--s3-prefix', below.replace(/\/$/, '')],
    ...['--region', region],
    ...['--output-template-file', packaged],
  ];
}
