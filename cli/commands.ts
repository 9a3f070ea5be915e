import type { Command } from './command';
import { demo } from './commands/demo';
import { destroy } from './commands/destroy';
import { diff } from './commands/diff';
import { doctor } from './commands/doctor';
import { history } from './commands/history';
import { init } from './commands/init';
import { local } from './commands/local';
import { logs } from './commands/logs';
import { push } from './commands/push';
import { remotes } from './commands/remotes';
import { rollback } from './commands/rollback';
import { status } from './commands/status';

/** Every command, in the order of `gitenv --help`. A command exists when it stands here. */
export const commands: readonly Command[] = [
  init,
  remotes,
  destroy,
  local,
  demo,
  push,
  rollback,
  diff,
  status,
  history,
  logs,
  doctor,
];
