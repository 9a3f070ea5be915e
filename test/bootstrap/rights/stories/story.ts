import type { ServerOptions } from '../../../../lib/local/server/server';
import { KitStage } from '../../../stories/going-back';

/** Some days of an environment, in which its roles need some of their rights. */
export interface RightsStory {
  readonly name: string;
  /** @throws where something is refused that the story needs */
  play(): Promise<void>;
}

/** A story on an account of its own, which is gone afterwards, however the story ends. */
export function story(
  name: string,
  play: (kit: KitStage) => Promise<void>,
  options: Partial<ServerOptions> = {},
): RightsStory {
  return {
    name,
    play: async () => {
      const kit = await KitStage.set(options);
      try {
        await play(kit);
      } finally {
        await kit.destroy();
      }
    },
  };
}

/** Types a command in the clone, which has to succeed. @returns what it said */
export async function typed(kit: KitStage, ...words: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await kit.stage.gitenv(words);
  if (exitCode !== 0)
    throw new Error(`gitenv ${words.join(' ')} ended with ${exitCode}: ${stderr}`);
  return stdout + stderr;
}

/** An application of scripts, which does nothing. */
export function useScripts(kit: KitStage): void {
  kit.useKit('script');
  kit.write('build', '#!/bin/sh\necho building\n', 0o755);
  kit.write('deploy', '#!/bin/sh\necho deploying\n', 0o755);
}
