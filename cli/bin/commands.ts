import type { Command } from '../command';
import { approve } from '../commands/approve';
import { assets } from '../commands/assets';
import { cancel } from '../commands/cancel';
import { complete } from '../commands/complete';
import { config } from '../commands/config';
import { demo } from '../commands/demo';
import { destroy } from '../commands/destroy';
import { diff } from '../commands/diff';
import { doctor } from '../commands/doctor';
import { drift } from '../commands/drift';
import { history } from '../commands/history';
import { init } from '../commands/init';
import { kits } from '../commands/kits';
import { local } from '../commands/local';
import { lock } from '../commands/lock';
import { logs } from '../commands/logs';
import { open } from '../commands/open';
import { plan } from '../commands/plan';
import { promote } from '../commands/promote';
import { push } from '../commands/push';
import { redeploy } from '../commands/redeploy';
import { reject } from '../commands/reject';
import { remotes } from '../commands/remotes';
import { retry } from '../commands/retry';
import { rollback } from '../commands/rollback';
import { shellInit } from '../commands/shell-init';
import { status } from '../commands/status';
import { unlock } from '../commands/unlock';
import { watch } from '../commands/watch';

/** Every command, in the order of `gitenv --help`. A command exists when it stands here. */
export const commands: readonly Command[] = [
  init,
  kits,
  remotes,
  config,
  assets,
  destroy,
  local,
  demo,
  shellInit,
  push,
  promote,
  rollback,
  redeploy,
  retry,
  cancel,
  approve,
  reject,
  lock,
  unlock,
  diff,
  plan,
  drift,
  status,
  history,
  logs,
  watch,
  open,
  doctor,
];

/** Those that no person types, and the help does not show. */
export const hiddenCommands: readonly Command[] = [complete(commands)];
