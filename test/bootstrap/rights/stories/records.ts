import { guardLog, installGuarded, recordsOf } from '../../../stories/guarded-stage';
import { type RightsStory, story, useScripts } from './story';

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
];
