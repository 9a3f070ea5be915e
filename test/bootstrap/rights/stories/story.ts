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
    throw new Error(`gitenv ${words.join(' ')} ended with ${exitCode}: ${stderr}${stdout}`);
  return stdout + stderr;
}

/**
 * An application of scripts, whose build runs another program of the commit.
 * @param more of `gitenv.json`
 */
export function useScripts(kit: KitStage, more: object = {}): void {
  kit.useKit('script', more);
  kit.write('build', '#!/bin/sh\n./tools/build\n', 0o755);
  kit.write('tools/build', '#!/bin/sh\necho the build runs\n', 0o755);
  kit.write('deploy', '#!/bin/sh\necho the deploy runs\n', 0o755);
}

/** What the command says has to say this. */
export async function says(kit: KitStage, command: string, wanted: string): Promise<void> {
  const said = await typed(kit, ...command.split(' '));
  if (!said.includes(wanted))
    throw new Error(`gitenv ${command} does not say '${wanted}': ${said}`);
}
