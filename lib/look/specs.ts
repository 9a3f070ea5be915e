import { buildspecFiles } from '../contract';
import { shellWord } from '../shell-word';
import type { CommitView } from './commit-view';
import { lackOf } from './lack';
import { readSpec, type Spec } from './spec';
import { type Trouble, words, writtenByInit } from './trouble';

/** The two buildspecs of a commit, and what is wrong with them. */
export interface Specs {
  readonly build: Spec | undefined;
  readonly deploy: Spec | undefined;
  readonly troubles: readonly Trouble[];
}

/** Reads the two buildspecs, which have to be read before. */
export async function specsOf(view: CommitView): Promise<Specs> {
  const [build, deploy] = [buildspecFiles.build, buildspecFiles.deploy].map((file) => {
    const text = view.textOf(file);
    return text === undefined ? undefined : readSpec(file, text);
  });
  const lacking = [buildspecFiles.build, buildspecFiles.deploy].filter(
    (file) => view.textOf(file) === undefined,
  );
  const lacks = await Promise.all(lacking.map((file) => lackOfSpec(view, file, build)));
  const faults = [build, deploy].flatMap((spec) => (spec ? faultOf(spec) : []));
  return {
    build,
    deploy,
    troubles: [...lacks, ...faults, ...(build && deploy ? handOverTroubles(build) : [])],
  };
}

/** Spellings that people know from elsewhere, and CodeBuild does not. */
const misspelled = /(^|\/)\.?(build|deploy)[-_]?spec\.(ya?ml|json)$/i;

async function lackOfSpec(
  view: CommitView,
  file: string,
  build: Spec | undefined,
): Promise<Trouble> {
  const isBuild = file === buildspecFiles.build;
  const like = view.paths.find(
    (path) => path !== file && /build/i.test(path) === isBuild && misspelled.test(path),
  );
  if (like !== undefined && like.toLowerCase() !== file && !like.includes('/'))
    return {
      what: `The commit has ${like}, and CodeBuild reads ${file}`,
      fix: `${words.git} mv ${shellWord(like)} ${file} && ${words.git} commit -m 'Name ${file} as CodeBuild reads it'`,
    };
  const elsewhere = like === undefined || like.toLowerCase() === file ? '' : `There is ${like}. `;
  const reads = isBuild ? 'Build reads' : 'Deploy reads';
  const otherwise =
    !isBuild && build && !build.isKit
      ? {
          advice: `gitenv init writes a ${file} to fill in. Commit that.`,
          fix: `gitenv init ${words.environment} --deployspec`,
        }
      : writtenByInit;
  const advice = `${elsewhere}${otherwise.advice}`;
  return lackOf(view, { path: file, why: reads, otherwise: { ...otherwise, advice } });
}

function faultOf({ file, fault }: Spec): Trouble[] {
  if (fault === undefined) return [];
  return [{ what: `${file} ${fault}`, advice: `Correct ${file}, and commit that.` }];
}

/** Deploy gets what the build hands on as its artifact, and nothing else: its own buildspec has to be among that. */
export function handOverTroubles({ file, fault, artifacts, commands }: Spec): Trouble[] {
  const { deploy } = buildspecFiles;
  if (fault !== undefined || commands.some((it) => it.includes(deploy))) return [];
  if (!artifacts)
    return [
      {
        what: `${file} hands nothing on to Deploy, because it has no artifacts: Deploy would find no ${deploy}`,
        advice: `Add artifacts: { files: ['**/*'] } to ${file}, and commit that.`,
      },
    ];
  const { files, excluded, base } = artifacts;
  const isBelow = base !== undefined && !/^\.?\/?$/.test(base);
  if (isBelow)
    return [
      {
        what: `${file} hands on to Deploy what lies in ${base} (base-directory), and ${deploy} does not: Deploy would find none`,
        advice: `Add the command "cp ${deploy} ${base}/" to the phase build of ${file}, and commit that.`,
      },
    ];
  const isAmong = files.some((it) => fits(it, deploy)) && !excluded.some((it) => fits(it, deploy));
  if (isAmong) return [];
  return [
    {
      what: `${file} does not hand ${deploy} on to Deploy: it is not among its artifacts`,
      advice: `Add ${deploy} to the files below artifacts in ${file}, and commit that.`,
    },
  ];
}

/** A pattern with a variable could mean anything. */
function fits(pattern: string, file: string): boolean {
  if (pattern.includes('$')) return true;
  const expression = pattern
    .replace(/^\.\//, '')
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => wild[part] ?? part.replace(/[.+^${}()|[\]\\]/g, '\\$&'))
    .join('');
  return new RegExp(`^${expression}$`).test(file);
}

const wild: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};
