import {
  listReferences,
  moveReferences,
  noCommit,
} from '../../../../lib/aws/codecommit/references';
import { namesOf } from '../../../../lib/contract';
import { formatGateSettings } from '../../../../lib/guard/settings';
import { askTag } from '../../../../lib/guard/tags';
import { guardedModes, guardParameters } from '../../../../lib/guard-names';
import { application } from '../../../deploy/stage';
import type { KitStage } from '../../../stories/going-back';
import { guardLog, installGuarded } from '../../../stories/guarded-stage';
import { type RightsStory, story, useScripts } from './story';

const rules = formatGateSettings({
  upstream: undefined,
  approval: false,
  separateApprover: false,
  takesProvenBundle: true,
});

/** What an environment decides by itself, and proves to others. */
export const gate: readonly RightsStory[] = [
  story('a release that the gate lets pass, and a question that the guard answers', async (kit) => {
    await installGuarded(kit, guardedModes.yes, { [guardParameters.rules]: rules });
    useScripts(kit);
    const commit = await kit.release('One');
    await kit.stage.machine.idle();
    await ask(kit, commit);
    await kit.stage.machine.idle();
    const log = await guardLog(kit);
    for (const words of ['lets this release pass', 'that is signed'])
      if (!log.includes(words)) throw new Error(`the guard does not say '${words}': ${log}`);
    const { left } = await references(kit);
    if (left.length > 0) throw new Error(`the guard has left ${left.join(', ')}`);
  }),
];

function speakerOf(kit: KitStage) {
  const { region, credentials } = kit.stage.machine.client();
  const { repository } = namesOf(application);
  const url = `http://127.0.0.1:${kit.stage.machine.port}/v1/repos/${repository}`;
  return { speaker: { region, credentials: async () => credentials }, url };
}

async function ask(kit: KitStage, commit: string): Promise<void> {
  const { speaker, url } = speakerOf(kit);
  const tag = { ref: askTag(commit, '1'), from: noCommit, to: commit };
  await moveReferences(speaker, url, [tag]);
}

async function references(kit: KitStage) {
  const { speaker, url } = speakerOf(kit);
  const all = [...(await listReferences(speaker, url)).keys()];
  return { left: all.filter((it) => it.startsWith('refs/tags/gitenv/ask/')) };
}
