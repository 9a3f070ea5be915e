import type { LogEvent } from '../../lib/aws/build/log-events';
import type { Environment } from '../../lib/config/environment';
import { GitenvError } from '../../lib/errors';
import type { Session } from '../session';
import type { Colors } from '../terminal/output';
import { printableLine } from './text';

const usualSpan = '10m';

/** What `gitenv logs --app` was asked. */
interface Asked {
  readonly since: string | undefined;
  readonly follow: boolean;
  readonly raw: boolean;
}

/** Prints what an environment's application logs: the time and the text, with the group where there are several. */
export async function printApplicationLog(
  session: Session,
  environment: Environment,
  { since = usualSpan, follow, raw }: Asked,
): Promise<void> {
  const { output, now } = session;
  const { parseSpan } = await import('../../lib/release/lock/window');
  const span = parseSpan(since);
  if (span === undefined)
    throw new GitenvError('USAGE', `'${since}' is no length of time: write 30m, 4h or 2d`);
  const { openVerified } = await import('../../lib/target/open-environment');
  const log = await import('../../lib/inspect/application/log');
  const { logGroupsOf } = await import('../../lib/inspect/application/log-groups');
  const open = await openVerified(environment);
  const groups = await logGroupsOf(open);
  const { name } = environment;
  output.progress(`${name}: the last ${since} of ${groups.map(printableLine).join(', ')}`);
  for (const group of await log.missingGroups(open, groups))
    output.notice(`${name}: there is no log group ${printableLine(group)}`);
  session.whenInterrupted(`No longer following the log of the application in ${name}.`);
  const read = follow ? log.followApplicationLog : log.readApplicationLog;
  const from = new Date(now().getTime() - span);
  const isSafe = raw && output.columns === undefined;
  let count = 0;
  for await (const event of read(open, groups, from)) {
    count += 1;
    output.resultLine(
      event,
      lineOf(event, { isSafe, hasGroups: groups.length > 1, colors: output.colors }),
    );
  }
  if (count === 0) output.progress(`${name}: nothing was logged in the last ${since}`);
}

interface LineView {
  /** Nothing obeys control characters where it goes. */
  readonly isSafe: boolean;
  readonly hasGroups: boolean;
  readonly colors: Colors;
}

function lineOf({ time, group, text }: LogEvent, { isSafe, hasGroups, colors }: LineView): string {
  const shown = (it: string) => (isSafe ? it : printableLine(it));
  const place = hasGroups ? ` ${shown(group)}` : '';
  const head = colors.dim(`${time.toISOString().slice(11, 23)}${place}`);
  return `${head} ${text.split('\n').map(shown).join('\n  ')}`;
}
