import type { Command } from '../command';
import { acknowledgeCommand } from '../commands/acknowledge';
import { approveCommand } from '../commands/approve';
import { assetsCommand } from '../commands/assets';
import { auditCommand } from '../commands/audit';
import { buildCommand } from '../commands/build';
import { cancelCommand } from '../commands/cancel';
import { completeCommand } from '../commands/complete';
import { configCommand } from '../commands/config';
import { consoleCommand } from '../commands/console';
import { demoCommand } from '../commands/demo';
import { destroyCommand } from '../commands/destroy';
import { diffCommand } from '../commands/diff';
import { doctorCommand } from '../commands/doctor';
import { driftCommand } from '../commands/drift';
import { gateCommand } from '../commands/gate';
import { historyCommand } from '../commands/history';
import { initCommand } from '../commands/init';
import { kitsCommand } from '../commands/kits';
import { localCommand } from '../commands/local';
import { lockCommand } from '../commands/lock';
import { logsCommand } from '../commands/logs';
import { markCommand } from '../commands/mark';
import { measuresCommand } from '../commands/measures';
import { openCommand } from '../commands/open';
import { planCommand } from '../commands/plan';
import { promoteCommand } from '../commands/promote';
import { pruneCommand } from '../commands/prune';
import { pushCommand } from '../commands/push';
import { redeployCommand } from '../commands/redeploy';
import { rejectCommand } from '../commands/reject';
import { remotesCommand } from '../commands/remotes';
import { reportCommand } from '../commands/report';
import { retryCommand } from '../commands/retry';
import { rollbackCommand } from '../commands/rollback';
import { shellInitCommand } from '../commands/shell-init';
import { showCommand } from '../commands/show';
import { statusCommand } from '../commands/status';
import { unlockCommand } from '../commands/unlock';
import { watchCommand } from '../commands/watch';
import { whereCommand } from '../commands/where';
import { withdrawCommand } from '../commands/withdraw';

/** Every command, in the order of `gitenv --help`. A command exists when it stands here. */
export const commands: readonly Command[] = [
  initCommand,
  kitsCommand,
  remotesCommand,
  configCommand,
  assetsCommand,
  pruneCommand,
  destroyCommand,
  localCommand,
  demoCommand,
  shellInitCommand,
  pushCommand,
  promoteCommand,
  rollbackCommand,
  redeployCommand,
  retryCommand,
  cancelCommand,
  approveCommand,
  rejectCommand,
  lockCommand,
  unlockCommand,
  withdrawCommand,
  markCommand,
  acknowledgeCommand,
  diffCommand,
  buildCommand,
  planCommand,
  driftCommand,
  gateCommand,
  statusCommand,
  historyCommand,
  showCommand,
  whereCommand,
  auditCommand,
  measuresCommand,
  reportCommand,
  consoleCommand,
  logsCommand,
  watchCommand,
  openCommand,
  doctorCommand,
];

/** Those that no person types, and the help does not show. */
export const hiddenCommands: readonly Command[] = [completeCommand(commands)];
