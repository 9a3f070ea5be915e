import { stripVTControlCharacters } from 'node:util';
import { buildspecFiles } from '../../lib/contract';
import type { InitResult } from '../../lib/setup/init/conclude';
import { describeCommit } from '../../lib/setup/init/releases';
import { rightsOption } from '../../lib/setup/kits/deploy-policy';
import type { Colors } from '../terminal/output';
import { columnsOf } from '../terminal/width';
import { hung, printable } from './text';

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
