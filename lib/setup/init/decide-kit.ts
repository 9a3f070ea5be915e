import type { ChosenKit } from '../kits/detect-kit';
import { chooseKit, type Kits } from '../kits/kit';
import type { RepositoryFiles } from '../recognise/repository-files';
import type { PlacingPort } from './port';

interface Deciding {
  readonly root: string;
  readonly files: RepositoryFiles;
  readonly kits: Kits;
  /** The kit that was asked for by name. */
  readonly kit: string | undefined;
}

/**
 * The kit of a repository without buildspecs; if its files speak for several, somebody is asked.
 * @returns undefined where the buildspecs are the repository's own
 * @throws GitenvError USAGE; CONFIRMATION_NEEDED where nobody can be asked
 */
export async function decideKit(
  { root, files, kits, kit: asked }: Deciding,
  recorded: string | undefined,
  port: Pick<PlacingPort, 'chooseKit'>,
): Promise<ChosenKit | undefined> {
  const found = chooseKit(root, files, kits, { asked, recorded });
  if (found === undefined || !('choices' in found)) return found;
  const { choices } = found;
  const name = await port.chooseKit(choices);
  return { name, because: choices.find((it) => it.name === name)?.because };
}
