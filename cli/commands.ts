import type { Command } from './command';
import { demo } from './commands/demo';
import { local } from './commands/local';

/** Every command, in the order of `gitenv --help`. A command exists when it stands here. */
export const commands: readonly Command[] = [local, demo];
