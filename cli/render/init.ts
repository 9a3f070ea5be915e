import type { NewUpstream } from '../../lib/config/path';
import type { InitEvent } from '../../lib/setup/init/port';
import { describeCommit, describeWay } from '../../lib/setup/init/releases';
import type { Colors } from '../terminal/output';
import { describeApart, isApartEvent } from './apart';
import { renderDeployRights } from './deploy-rights';
import { renderProtection } from './protection';
import { printable } from './text';

type Change = NonNullable<Extract<InitEvent, { kind: 'planned' }>['changes']>[number];

/** Lines for one event, each beginning with its environment, since several are worked on at the same time. */
export function renderInitEvent(
  event: InitEvent,
  environments: readonly string[],
  colors: Colors,
  isShort = false,
): string[] {
  if (event.kind === 'planned') return planLines(event, colors);
  if (event.kind === 'pathChanges') return pathLines(event, colors);
  if (event.kind === 'policy') return renderDeployRights(event, colors, isShort);
  const width = Math.max(...environments.map((name) => name.length));
  const name = colors.bold(event.environment.padEnd(width));
  return linesOf(event, colors).map((line) => `${name}  ${line}`.trimEnd());
}

function pathLines(
  { path, upstreams }: Extract<InitEvent, { kind: 'pathChanges' }>,
  colors: Colors,
): string[] {
  return [
    `commits go ${path.join(' → ')} from now on`,
    ...upstreams.map(
      (one) => `${colors.bold(one.environment)}  ${colors.yellow(describeUpstream(one))}`,
    ),
  ];
}

/** What the guard of an environment asks for from now on. */
export function describeUpstream({ before, now }: NewUpstream): string {
  const not = before === undefined ? '' : `, no longer only what ${before} has released`;
  return now === undefined
    ? `takes any commit from now on${not}`
    : `takes only what ${now} has released from now on${not}`;
}

function linesOf(
  event: Exclude<InitEvent, { kind: 'planned' | 'pathChanges' | 'policy' }>,
  colors: Colors,
): string[] {
  if (isApartEvent(event)) return [colors.yellow(describeApart(event))];
  if ('upstream' in event) return [gateLine(event, colors)];
  switch (event.kind) {
    case 'profileFound':
      return [`profile ${event.profile}, found by its name`];
    case 'verified':
      return [`account ${event.account} in ${event.region}, as ${event.arn}`];
    case 'repositoryFound':
      return [`repository '${event.repository}' is there already and will be used as it is`];
    case 'settingsTakenUp':
      return [`has the settings of the last commit again: ${event.names.join(', ')}`];
    case 'repositoryMade':
      return [`repository '${event.repository}' is made, for submodules`];
    case 'startsRelease': {
      const { commit, subject, branch, isHeld } = event;
      const what = printable(describeCommit({ commit, subject }));
      const then = isHeld
        ? 'the new pipeline builds it and holds it before Deploy'
        : 'the new pipeline releases it at once';
      return [colors.yellow(`the repository has ${what} on ${branch}: ${then}`)];
    }
    case 'stopsRelease':
      return [
        colors.yellow(`the change of the pipeline stops ${printable(describeWay(event.way))}`),
      ];
    case 'deployFrom':
    case 'unprotected':
      return renderProtection(event, colors);
    case 'waiting':
      return [`the stack is ${event.status}; waiting for that to end`];
    case 'unchanged':
      return ['nothing changes'];
    case 'progress':
      return [progressLine(event.event, colors)];
    case 'installed':
      return [colors.green(event.isNew ? 'installed' : 'upgraded')];
    case 'failed':
      return [colors.red(event.message)];
    case 'remoteMoved':
      return [`the remote led to ${event.from} and now leads to ${event.to}`];
  }
}

function gateLine(
  event: Extract<InitEvent, { kind: 'proofKey' | 'noProofKey' | 'proofKeyUnknown' }>,
  { yellow }: Colors,
): string {
  const { environment, upstream } = event;
  if (event.kind === 'proofKey')
    return `takes what the key ${event.fingerprint} of ${upstream} signs`;
  if (event.kind === 'proofKeyUnknown')
    return yellow(`the key of ${upstream} cannot be asked for: ${event.why}`);
  return yellow(
    `${upstream} has no key to prove with yet, so the gate only tells; next: gitenv init ${upstream}, then gitenv init ${environment}`,
  );
}

function planLines(event: Extract<InitEvent, { kind: 'planned' }>, colors: Colors): string[] {
  return [...ownLines(event, colors), ...guardLines(event, colors)];
}

const guardTitles = {
  new: "a stack of its guard's own",
  changed: 'changes to the stack of its guard',
  following: 'the stack of its guard comes after that, with a key, a role, a project and rules',
  gone: 'the stack of its guard goes after that; its key and its records stay',
} as const;

function guardLines(
  { environments, guard }: Extract<InitEvent, { kind: 'planned' }>,
  colors: Colors,
): string[] {
  if (!guard) return [];
  const where = environments.map((name) => colors.bold(name)).join(', ');
  const title = `${where}  ${guardTitles[guard.becomes]}`;
  return [title, ...changeLines(guard.changes, colors)];
}

function ownLines(
  { environments, isNew, changes, repositories }: Extract<InitEvent, { kind: 'planned' }>,
  colors: Colors,
): string[] {
  const where = environments.map((name) => colors.bold(name)).join(', ');
  const title = `${where}  ${isNew ? 'a new stack' : 'changes to the stack'}`;
  const beside = repositories.map((name) => `  ${colors.green('+')} ${name}`);
  const made = beside.length > 0 ? [`${where}  new repositories, for submodules`, ...beside] : [];
  if (!changes) return made;
  if (changes.length === 0) return [...made, `${title}: only its outputs`];
  return [...made, title, ...changeLines(changes, colors)];
}

function changeLines(changes: readonly Change[], colors: Colors): string[] {
  const width = Math.max(...changes.map(({ logicalId }) => logicalId.length));
  return changes.map((change) => {
    const { sign, note } = markOf(change, colors);
    return `  ${sign} ${change.logicalId.padEnd(width)}  ${colors.dim(change.type)}${note}`;
  });
}

function markOf({ action, replacement }: Change, colors: Colors): { sign: string; note: string } {
  if (action === 'Add') return { sign: colors.green('+'), note: '' };
  if (action === 'Remove') return { sign: colors.red('-'), note: '' };
  const notes: Readonly<Record<string, string>> = {
    True: `  ${colors.red('made anew')}`,
    Conditional: `  ${colors.yellow('perhaps made anew')}`,
  };
  return { sign: colors.yellow('~'), note: notes[replacement ?? ''] ?? '' };
}

function progressLine(
  { status, logicalId, type, reason, isStack }: Extract<InitEvent, { kind: 'progress' }>['event'],
  colors: Colors,
): string {
  const paint = status.endsWith('_FAILED')
    ? colors.red
    : status.endsWith('_COMPLETE')
      ? colors.green
      : (text: string) => text;
  const what = isStack ? 'the stack' : `${logicalId} ${colors.dim(type)}`;
  return `${paint(status.padEnd(18))}  ${what}${reason ? `: ${reason}` : ''}`;
}
