import { stripVTControlCharacters } from 'node:util';
import type { NewUpstream } from '../../lib/config/path';
import { buildspecFiles } from '../../lib/contract';
import type { InitResult } from '../../lib/setup/init/conclude';
import type { InitEvent } from '../../lib/setup/init/port';
import { describeCommit, describeWay } from '../../lib/setup/init/releases';
import { rightsOption } from '../../lib/setup/kits/deploy-policy';
import type { Colors } from '../terminal/output';
import { columnsOf } from '../terminal/width';
import { describeApart, isApartEvent } from './apart';
import { renderDeployRights } from './deploy-rights';
import { renderProtection } from './protection';
import { hung, printable } from './text';

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

function planLines(
  { environments, isNew, changes, repositories }: Extract<InitEvent, { kind: 'planned' }>,
  colors: Colors,
): string[] {
  const where = environments.map((name) => colors.bold(name)).join(', ');
  const title = `${where}  ${isNew ? 'a new stack' : 'changes to the stack'}`;
  const beside = repositories.map((name) => `  ${colors.green('+')} ${name}`);
  const made = beside.length > 0 ? [`${where}  new repositories, for submodules`, ...beside] : [];
  if (!changes) return made;
  if (changes.length === 0) return [...made, `${title}: only its outputs`];
  const width = Math.max(...changes.map(({ logicalId }) => logicalId.length));
  return [
    ...made,
    title,
    ...changes.map((change) => {
      const { sign, note } = markOf(change, colors);
      return `  ${sign} ${change.logicalId.padEnd(width)}  ${colors.dim(change.type)}${note}`;
    }),
  ];
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

/**
 * What stands now and what to type next.
 * @param columns of the terminal, if it is one: words are broken into lines there, commands never
 */
export function renderInit(result: InitResult, colors: Colors, columns?: number): string {
  const { application, path, environments, files, kit } = result;
  const done = environments.map(
    ({ environment, outcome, account, region }) =>
      `${colors.green('✓')} ${environment} ${outcome}: ${application} in account ${account}, ${region}`,
  );
  const hasKit = files.includes(buildspecFiles.build);
  return [
    ...done,
    '',
    ...environments.flatMap((one) => describeReleases(one, colors)),
    ...(path.length > 1 ? [`Commits go ${path.join(' → ')}, as gitenv.json says.`] : []),
    ...(hasKit && kit ? [describeKit(kit)] : []),
    ...describeStarters(result),
    ...describeBranch(result),
    ...describeLacks(result, colors),
  ]
    .flatMap((line) => (columns === undefined ? [line] : broken(line, columns)))
    .concat(nextLines(result.next))
    .join('\n');
}

/** A command at the end has a line of its own where there is no room for it. */
function broken(line: string, columns: number): string[] {
  const [, words, command] = /^(.*:) (gitenv [^:]*)$/.exec(line) ?? [];
  if (words === undefined || columnsOf(stripVTControlCharacters(line)) <= columns)
    return hung(line, columns);
  return [...hung(words, columns), `  ${command}`];
}

/** What the installation has begun or ended, and the command that goes on from there. */
function describeReleases(
  { environment, starts, isHeld, hasStopped }: InitResult['environments'][number],
  colors: Colors,
): string[] {
  if (hasStopped)
    return [
      colors.yellow(
        `${environment}: releases were stopped; gitenv redeploy ${environment} runs the current commit`,
      ),
    ];
  const what = starts && printable(describeCommit(starts));
  if (isHeld)
    return [
      what === undefined
        ? `${environment}: nothing enters Deploy before gitenv unlock ${environment}`
        : `${environment}: ${what} waits before Deploy; gitenv unlock ${environment} lets it in, gitenv cancel ${environment} before that drops it`,
    ];
  return what === undefined
    ? []
    : [`${environment}: ${what} is being released; gitenv watch ${environment} follows it`];
}

/** What was begun, and is to be gone on with. */
function describeStarters({ starters, kit }: InitResult): string[] {
  if (starters.length === 0) return [];
  const deploys = starters.find((it) => /(^|\/)deploy(spec\.yml)?$/.test(it));
  const begun = `New, and yours to change: ${starters.join(', ')}.`;
  const nothing = `${kit?.name === 'script' ? 'The first release' : 'A release'} tests and builds, and deploys nothing yet: fill in ${deploys}.`;
  return [begun, ...(deploys ? [nothing] : [])];
}

/** Whoever has another branch than the one that is released need not rename it. */
function describeBranch({ checkedOut, branch, path }: InitResult): string[] {
  if (checkedOut === undefined || checkedOut === branch) return [];
  return [
    `Releases are of the branch ${branch}: git push ${path[0]} sends your branch ${checkedOut} there.`,
  ];
}

function nextLines(commands: readonly string[]): string[] {
  const [only = ''] = commands;
  return commands.length > 1
    ? ['next:', ...commands.map((command) => `  ${command}`)]
    : [`next: ${only}`];
}

/** What the first release would fail for, and the command that gives it. */
function describeLacks(
  { withoutDocker, withoutDeployPolicy, kit, lacks }: InitResult,
  colors: Colors,
): string[] {
  const lines = lacks.map(({ what, fix }) => `${what}: ${fix}`);
  if (withoutDocker.length > 0)
    lines.push(
      `buildspec.yml makes an image, and builds may run no Docker yet: gitenv init ${withoutDocker.join(' ')} --privileged`,
    );
  if (withoutDeployPolicy.length > 0) {
    const readme = kit ? `the README of the kit ${kit.name}` : "the kit's README";
    lines.push(
      `deploys may change nothing in the account yet (${readme} says what they need): gitenv init ${withoutDeployPolicy.join(' ')} ${rightsOption(kit?.name)}`,
    );
  }
  return lines.map(colors.yellow);
}

function describeKit({ name, because }: NonNullable<InitResult['kit']>): string {
  const why = because === undefined ? '' : `, because of ${because}`;
  return `The new buildspecs are those of the kit ${name}${why}; gitenv kits has others.`;
}
