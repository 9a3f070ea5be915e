import fs from 'node:fs';
import path from 'node:path';
import { buildspecFiles, driftspecFile, kitProgram, outputVariables } from '../../contract';
import { GitenvError, systemCode } from '../../errors';
import type { RepositoryFiles } from '../recognise/repository-files';
import { buildspecOf } from './buildspec';
import { type ChosenKit, defaultKit, detectKit, type KitDoubt } from './detect-kit';
import { refuseMisnamed } from './own-buildspec';

/** Where the package keeps its kits, and the program that their buildspecs run. */
export interface Kits {
  /** One folder a kit. */
  readonly folder: string;
  readonly program: string;
}

/** A kit as `gitenv kits` lists it. */
export interface KitSummary {
  readonly name: string;
  /** The first paragraph of its README, in one line. */
  readonly summary: string;
}

/** @returns in the order of the alphabet */
export function listKits({ folder }: Kits): KitSummary[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isDirectory() && fs.existsSync(path.join(folder, entry.name, buildspecFiles.build)),
    )
    .map(({ name }) => ({ name, summary: summaryIn(path.join(folder, name, 'README.md')) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function summaryIn(file: string): string {
  const [, summary = ''] = fs.readFileSync(file, 'utf8').split(/\n\s*\n/);
  return summary.replace(/\s+/g, ' ').trim();
}

/** Which kit somebody has named. */
export interface NamedKit {
  /** On the command line. */
  readonly asked: string | undefined;
  /** In `gitenv.json`. */
  readonly recorded: string | undefined;
}

/**
 * The kit of a repository that has no buildspecs of its own yet.
 * @returns undefined where the repository has buildspecs and no other kit is asked for
 * @throws GitenvError USAGE where there is no such kit, or its buildspecs would replace others
 */
export function chooseKit(
  root: string,
  files: RepositoryFiles,
  kits: Kits,
  { asked, recorded }: NamedKit,
): ChosenKit | KitDoubt | undefined {
  const present = Object.values(buildspecFiles).filter((name) =>
    fs.existsSync(path.join(root, name)),
  );
  if (asked !== undefined) {
    demandKnown(asked, kits);
    if (present.length > 0 && asked !== recorded) throw wouldReplace(asked, present);
    return { name: asked, because: undefined };
  }
  if (recorded !== undefined) {
    demandKnown(recorded, kits);
    return { name: recorded, because: undefined };
  }
  // What one of a kit's files does, the other one relies on.
  if (present.length > 0) return halfOf(root, kits, present);
  refuseMisnamed(root);
  return detectKit(files) ?? { name: defaultKit, because: undefined };
}

/** The kit that a single file is of, as it is in the package, so that the other can be written again. */
function halfOf(
  root: string,
  kits: Kits,
  [file, ...more]: readonly string[],
): ChosenKit | undefined {
  if (file === undefined || more.length > 0) return undefined;
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  const owners = listKits(kits).filter(({ name }) => {
    const own = path.join(kits.folder, name, file);
    return fs.existsSync(own) && isOurs(text, fs.readFileSync(own, 'utf8'));
  });
  const [owner, ...others] = owners;
  return owner && others.length === 0 ? { name: owner.name, because: file } : undefined;
}

function demandKnown(name: string, kits: Kits): void {
  const known = listKits(kits).map((kit) => kit.name);
  if (known.includes(name)) return;
  throw new GitenvError('USAGE', `There is no kit '${name}'; there are ${known.join(', ')}`, {
    hint: 'gitenv kits',
  });
}

function wouldReplace(name: string, present: readonly string[]): GitenvError {
  return new GitenvError(
    'USAGE',
    `The repository has ${present.join(' and ')} already, which the kit '${name}' would replace`,
    {
      changed: 'nothing',
      advice: 'Remove them, and run the same command again.',
      hint: `git rm ${present.join(' ')}`,
    },
  );
}

/**
 * Writes the buildspecs of a kit to the root of a repository, and the program they run, which is gitenv's own. A buildspec
 * that is there is brought up to date only if it is as an earlier version has written it.
 * @param edits texts of the buildspecs, and what stands in their place
 * @returns the files it wrote
 */
export function writeKit(
  root: string,
  kits: Kits,
  kit: string | undefined,
  edits: readonly (readonly [string, string])[] = [],
): string[] {
  const written =
    kit === undefined
      ? []
      : [...Object.values(buildspecFiles), driftspecFile].filter((name) =>
          copyNew(path.join(kits.folder, kit, name), path.join(root, name), edits),
        );
  const program = path.join(root, kitProgram);
  if (written.length === 0 && !fs.existsSync(program) && !isRun(root)) return [];
  return writeProgram(kits.program, program) ? [...written, kitProgram] : written;
}

/** A buildspec of a kit that is there already runs it, whoever has removed it. */
function isRun(root: string): boolean {
  return buildspecOf(root).includes(kitProgram);
}

/** What published files have got since. Whoever has left one of them as it was is given it. */
const added = [`    - ${outputVariables.planDigest}\n`];

/** Whether a file is one of a kit's as it is published, or was before. */
function isOurs(text: string, published: string): boolean {
  return text === published || text === added.reduce((it, line) => it.replace(line, ''), published);
}

function copyNew(from: string, to: string, edits: readonly (readonly [string, string])[]): boolean {
  if (!fs.existsSync(from)) return false;
  const text = edits.reduce(
    (edited, [found, instead]) => edited.replace(found, instead),
    fs.readFileSync(from, 'utf8'),
  );
  const before = fs.existsSync(to) ? fs.readFileSync(to, 'utf8') : undefined;
  const isOlder = before !== undefined && before !== text && isOurs(before, text);
  if (isOlder) fs.rmSync(to);
  try {
    fs.writeFileSync(to, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function writeProgram(from: string, to: string): boolean {
  const text = fs.readFileSync(from);
  if (fs.existsSync(to) && fs.readFileSync(to).equals(text)) return false;
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.writeFileSync(to, text);
  return true;
}
