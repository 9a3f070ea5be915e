import { formatGateSettings } from '../../../../lib/guard/settings';
import { askPrefix, askTag } from '../../../../lib/guard/tags';
import { guardedModes, guardParameters } from '../../../../lib/guard-names';
import { objectKeys } from '../../../../lib/object-keys';
import { address } from '../../../deploy/stage';
import { guardLog, installGuarded, objectsBelow, recordsOf } from '../../../stories/guarded-stage';
import { type RightsStory, says, story, useScripts } from './story';

/** What an environment records by itself. */
export const records: readonly RightsStory[] = [
  story('a release that the guard records', async (kit) => {
    await installGuarded(kit);
    useScripts(kit);
    await kit.release('One');
    await kit.stage.machine.idle();
    const kinds = (await recordsOf(kit)).map(({ kind }) => kind).join();
    const log = await guardLog(kit);
    if (kinds !== 'begin,release' || !log.includes('Everything that has ended is recorded'))
      throw new Error(`the guard has recorded '${kinds}': ${log}`);
  }),
  story(
    'a gate that looks at a release, and a guard that answers who asks for a proof',
    async (kit) => {
      const rules = {
        upstream: undefined,
        approval: false,
        separateApprover: false,
        takesProvenBundle: false,
      };
      await installGuarded(kit, guardedModes.warn, {
        [guardParameters.rules]: formatGateSettings(rules),
      });
      useScripts(kit);
      const commit = await kit.release('One');
      await says(kit, 'logs dev', 'start: a push by');
      const ref = askTag(commit, 'a1');
      const { exitCode, stderr } = await kit.stage.git(['push', address, `${commit}:${ref}`]);
      if (exitCode !== 0) throw new Error(stderr);
      await kit.stage.machine.idle();
      const proofs = await objectsBelow(kit, objectKeys.proofs);
      const { stdout: left } = await kit.stage.git(['ls-remote', address, `${askPrefix}*`]);
      if (proofs.length === 0 || left !== '')
        throw new Error(
          `the guard has proven ${proofs.length}, and left ${left}: ${await guardLog(kit)}`,
        );
    },
  ),
];
