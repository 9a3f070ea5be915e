import path from 'node:path';
import { sha256OfFile } from '../../lib/bundle/files';
import { GitenvError } from '../../lib/errors';
import { fieldsOf } from '../../lib/fields';
import { componentHandover } from '../program/components/handover';
import type { Job } from '../program/job/job';
import type { Planner } from '../program/job/planner';
import { Applied } from './applied';
import { notingLock } from './lock-note';
import { linesOf } from './messages';
import { openRootModule, planArguments, type RootModule, stateVersion } from './root-module';
import { followTool } from './run-tool';
import { demandDigest, makePlan } from './saved-plan';
import { terraformSettings } from './settings';
import { planUnlocked, settleLock } from './settle-lock';

/** Plans with Terraform or OpenTofu, and applies exactly that plan. */
export const terraform: Planner = {
  async plan(job, settings, bundle) {
    const own = terraformSettings(settings);
    const module = await openRootModule(job, own, bundle);
    const file = planFile(job);
    const more = planArguments(job, own, module.folder);
    const { changes, text } = await planUnlocked(job, module, () =>
      makePlan(job, module, file, more),
    );
    const saved = {
      sha256: sha256OfFile(file),
      state: await stateVersion(module),
      tool: `${module.tool.name} ${module.tool.version}`,
    };
    return { changes, text, saved };
  },

  async apply(job, settings, plan, bundle) {
    if (plan.changes.length === 0) return job.say('There is nothing to apply.');
    const file = planFile(job);
    await demandDigest(file, plan.saved.sha256);
    const own = terraformSettings(settings);
    const module = await openRootModule(job, own, bundle);
    await demandSameState(module, plan.saved.state, job.environment);
    const applied = new Applied();
    const args = ['apply', '-input=false', '-json', `-lock-timeout=${own.lockTimeout}`, file];
    const code = await notingLock(job, 'OperationTypeApply', module.folder, () =>
      followTool(module.tool, module.folder, args, (message) => {
        applied.note(message);
        linesOf(message).forEach(job.say);
      }),
    );
    if (code !== 0) throw applied.failure(plan);
  },

  async settle(job, settings, bundle) {
    await settleLock(job, await openRootModule(job, terraformSettings(settings), bundle));
  },

  async drift(job, settings, bundle) {
    const own = terraformSettings(settings);
    const module = await openRootModule(job, own, bundle);
    const more = planArguments(job, own, module.folder);
    const { changes, text } = await makePlan(job, module, planFile(job), more);
    return { changes, text, saved: {} };
  },

  inComponent(job, component, folder) {
    const { name, kit } = component;
    const key = `{application}/{environment}/${name}/terraform.tfstate`;
    const directory = path.posix.join(component.path, String(kit.directory ?? '.'));
    const settings = { ...kit, directory, state: { key, ...fieldsOf(kit.state) } };
    return { job: { ...job, handover: componentHandover(job, component) }, settings, folder };
  },
};

/** Handed to the deploy in CodePipeline's artifact, which is in the environment's own bucket. */
function planFile({ handover }: Job): string {
  return path.join(handover, 'terraform.tfplan');
}

/**
 * The tool refuses a stale plan itself; this one says it in words, before anything begins.
 * @throws GitenvError where the state is another than when the plan was made
 */
export async function demandSameState(
  module: Pick<RootModule, 'tool' | 'folder'>,
  planned: string | undefined,
  environment: string,
): Promise<void> {
  const now = await stateVersion(module);
  if (now === planned) return;
  throw new GitenvError(
    'STALE_PLAN',
    `The state has moved since the plan was made (then ${planned}, now ${now})`,
    { changed: 'nothing', further: `To plan this commit again: gitenv redeploy ${environment}` },
  );
}
