import path from 'node:path';
import {
  deploysNothing,
  type Programs,
  programNames,
  programsOf,
  usualPrograms,
} from '../config/programs';
import { buildspecFiles, configFile, kitProgram } from '../contract';
import { fieldsOf } from '../fields';
import type { GitPlace } from '../git/run';
import { leadsOut } from '../link-target';
import { shellWord } from '../shell-word';
import { CommitView } from './commit-view';
import { configOf, scriptsOf } from './config-of';
import { lackOf } from './lack';
import type { Spec } from './spec';
import { literal, withoutComments } from './text';
import { type Trouble, words, writtenByInit } from './trouble';

/** A program of the repository that a buildspec of a kit runs. */
interface RunProgram {
  readonly path: string;
  /** The buildspec that runs it. */
  readonly file: string;
  /** Run only where it is there. */
  readonly isOptional: boolean;
  /** The kit runs it, and makes it executable before. */
  readonly isByKit: boolean;
  /** It is run before the deploy, from the bundle or else from the commit. */
  readonly isBefore: boolean;
  /** What `gitenv.json` may name another file for. */
  readonly name: keyof Programs;
}

/** What is wrong with what the buildspecs run, as far as they are a kit's. What runs in a team's own is the team's. */
export async function programTroubles(
  view: CommitView,
  specs: readonly Spec[],
): Promise<Trouble[]> {
  const kits = specs.filter(({ isKit }) => isKit);
  const config = configOf(view);
  const programs = programsOf({ scripts: scriptsOf(config) });
  const runs = kits
    .flatMap((spec) => programsIn(spec, specs, programs))
    // Each component has a deploy of its own, which the kit runs in place of that of the whole.
    .filter((run) => !(hasComponents(config) && run.isByKit && isDeploy(run) && !run.isBefore));
  await view.read(runs.map(({ path }) => path));
  const kit = kits[0] && view.kindOf(kitProgram) === undefined ? [kits[0]] : [];
  const lacks = kit.map(({ file }) =>
    lackOf(view, {
      path: kitProgram,
      why: `${file} runs`,
      otherwise: writtenByInit,
    }),
  );
  const each = runs.map((run) => troublesOf(view, run, { specs, programs }));
  return (await Promise.all([...lacks, ...each])).flat();
}

function hasComponents({ components }: ReturnType<typeof configOf>): boolean {
  return Object.keys(fieldsOf(components)).length > 0;
}

/** Programs that are named as `./program`, in commands that have to do with the kit's. */
function programsIn(
  { file, commands }: Spec,
  specs: readonly Spec[],
  programs: Programs,
): RunProgram[] {
  const lines = commands.filter((it) => it.includes(kitProgram) || /\bprogram=/.test(it));
  const found = lines.flatMap((line) =>
    [...line.matchAll(/(?:^|[\s"'=;(])\.\/([\w][\w./-]*)/g)].map(([, usual = '']): RunProgram => {
      const isBefore = new RegExp(`--before[ =]\\./${literal(usual)}(\\s|$)`).test(line);
      const isByKit =
        isBefore || line.includes(`-- ./${usual}`) || line.includes(`program=./${usual}`);
      const name = programNames.find((it) => usualPrograms[it] === `./${usual}`);
      const path = isByKit && name ? programs[name].replace(/^\.\//, '') : usual;
      const isTested = new RegExp(`-[efx] (\\./)?${literal(usual)}\\b`).test(line);
      return {
        path,
        file,
        isOptional: path === usual && (isTested || line.includes(`--if-present -- ./${usual}`)),
        isByKit: isByKit || line.includes(`chmod +x ${usual}`),
        isBefore,
        name: name ?? (file.startsWith('deploy') ? 'deploy' : 'build'),
      };
    }),
  );
  return found.filter((run) => !isMade(run, specs));
}

/** Commands of the team's own may make a program before it is run, and so may the build of what Deploy runs. */
function isMade({ path }: RunProgram, specs: readonly Spec[]): boolean {
  const makes = new RegExp(
    `(\\b(cp|mv|ln|install|curl|wget|tar|unzip|git|make|tee)\\b|>).*\\b${literal(path)}\\b`,
  );
  return specs.some(({ commands }) =>
    commands.some((it) => !it.includes(kitProgram) && makes.test(it)),
  );
}

/** What is known of a commit beside its files. */
interface Known {
  readonly specs: readonly Spec[];
  readonly programs: Programs;
}

async function troublesOf(view: CommitView, run: RunProgram, known: Known): Promise<Trouble[]> {
  const { path, file, isOptional } = run;
  const kind = view.kindOf(path);
  if (kind === 'submodule') return [];
  if (kind === 'link') return leadsNowhere(view, path) ? [deadLink(view, run)] : [];
  if (kind === 'folder') return isTested(run, known) ? [folderTrouble(run)] : [];
  if (kind === undefined)
    return isOptional || isLeftByBuild(view, run, known)
      ? []
      : [await lackOf(view, { path, why: `${file} runs`, otherwise: toWrite(run) })];
  return fileTroubles(view, run);
}

/** What lies outside of the repository, or in a submodule, cannot be told. */
function leadsNowhere(view: CommitView, link: string): boolean {
  const target = view.textOf(link);
  if (target === undefined || leadsOut(link, target)) return false;
  const reached = path.posix.join(path.posix.dirname(link), target);
  return view.kindOf(path.posix.normalize(reached)) === undefined;
}

function deadLink(view: CommitView, { path: link, file }: RunProgram): Trouble {
  const target = view.textOf(link) ?? '';
  return {
    what: `${file} runs ./${link}, which is a link to ${shellWord(target)}, and the commit has no such file`,
    advice: `Add that file, or put the program itself at ${shellWord(link)}.`,
  };
}

/** `[ -f build ]` leaves a folder alone, and `[ -e build ]` runs it. */
function isTested({ path, isOptional }: RunProgram, { specs }: Known): boolean {
  if (!isOptional) return true;
  const tests = new RegExp(`-e (\\./)?${literal(path)}\\b`);
  return specs.some(({ commands }) => commands.some((it) => tests.test(it)));
}

function folderTrouble({ path, file, name }: RunProgram): Trouble {
  return {
    what: `${file} runs ./${path}, which is a folder in the commit`,
    advice: `Write the program elsewhere, such as scripts/${name}, name it in ${configFile} ("scripts": { "${name}": "scripts/${name}" }), and commit both.`,
  };
}

/** What Deploy runs is among the files of the bundle, which is what the build has left. */
function isLeftByBuild(view: CommitView, run: RunProgram, { specs, programs }: Known): boolean {
  if (!isDeploy(run)) return false;
  const builds = specs.filter(({ file }) => file !== run.file);
  const isPart = builds.some(({ commands }) =>
    commands.some((it) => it.includes(kitProgram) && /--from(?!\s+\.(\s|$))/.test(it)),
  );
  if (isPart) return true;
  const makers = builds.flatMap((spec) => programsIn(spec, [], programs));
  return makers.some(({ path }) => namesProgram(view.textOf(path), run.path));
}

function isDeploy({ file }: RunProgram): boolean {
  return file.startsWith('deploy');
}

function namesProgram(text: string | undefined, path: string): boolean {
  return new RegExp(`\\b${literal(path)}\\b`).test(withoutComments(text ?? ''));
}

/** What is wrong with a program that is there. It has to be read before. */
export function fileTroubles(
  view: CommitView,
  { path, file, isByKit }: Pick<RunProgram, 'path' | 'file' | 'isByKit'>,
): Trouble[] {
  const typed = shellWord(path);
  const [first = ''] = (view.textOf(path) ?? '').split('\n', 1);
  const troubles: Trouble[] = [];
  if (/^#!.*\r$/.test(first)) troubles.push(carriageReturn(path));
  if (!isByKit && view.kindOf(path) !== 'program')
    troubles.push({
      what: `${file} runs ./${path}, which is not executable in the commit`,
      fix: `${words.git} update-index --chmod=+x ${typed} && ${words.git} commit -m 'Make ${path} executable'`,
    });
  return troubles;
}

/** The lines end as on Windows, so that Linux looks for an interpreter whose name ends in a carriage return. */
function carriageReturn(path: string): Trouble {
  const typed = shellWord(path);
  const { git, up } = words;
  const attribute = `echo '${typed} text eol=lf' >> ${up}.gitattributes`;
  return {
    what: `The lines of ./${path} end in CRLF, as on Windows, and Linux finds no interpreter 'sh\\r'`,
    fix: `${attribute} && ${git} add .gitattributes && ${git} add --renormalize ${typed} && ${git} commit -m 'Let ${path} end its lines as Linux does'`,
  };
}

/** `gitenv init` writes what kits run, and never over a file that is there. */
function toWrite({ path, file, isBefore }: RunProgram): Pick<Trouble, 'advice' | 'fix'> {
  if (isBefore)
    return { advice: `Write ./${path} and commit it, or take --before out of ${file}.` };
  return {
    advice: `gitenv init ${words.environment} writes a ${shellWord(path)} to begin with. Fill it in, and commit it.`,
    fix: `gitenv init ${words.environment}`,
  };
}

/**
 * Whether a commit deploys with what `gitenv init` wrote to be filled in, so that its release deploys nothing.
 * @returns the file to fill in; undefined if there is none, or the commit is not here
 */
export async function starterIn(commit: string, place: GitPlace): Promise<string | undefined> {
  const view = await CommitView.of(commit, place);
  if (!view) return undefined;
  const { deploy: deployFile } = buildspecFiles;
  const usual = 'deploy';
  await view.read([configFile, deployFile, usual]);
  const program = programsOf({ scripts: scriptsOf(configOf(view)) }).deploy.replace(/^\.\//, '');
  if (program !== usual) await view.read([program]);
  const isStarter = (file: string) =>
    view.textOf(file)?.split(/\r?\n/).includes(deploysNothing) ?? false;
  return [deployFile, program].find(isStarter);
}
