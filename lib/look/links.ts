import path from 'node:path';
import { programsOf } from '../config/programs';
import { kitProgram } from '../contract';
import { leadsOut } from '../link-target';
import { shellWord } from '../shell-word';
import type { CommitView } from './commit-view';
import { configOf, scriptsOf } from './config-of';
import type { Spec } from './spec';
import { literal, withoutComments } from './text';
import { type Trouble, words } from './trouble';

/** Links that no bundle can have, as far as a bundle is made of what the commit has and not of what its build makes. */
export async function linkTroubles(view: CommitView, build: Spec | undefined): Promise<Trouble[]> {
  const folders = bundledBy(build);
  const isWhole = configOf(view).components !== undefined || folders.includes('.');
  const links = view.paths.filter(
    (it) =>
      view.kindOf(it) === 'link' &&
      !it.startsWith('.gitenv/') &&
      (isWhole || folders.some((folder) => it.startsWith(`${folder}/`))),
  );
  if (folders.length === 0 || links.length === 0) return [];
  const program = path.posix.normalize(programsOf({ scripts: scriptsOf(configOf(view)) }).build);
  await view.read([...links, program]);
  // A build that names the link may take it out, or lead it elsewhere.
  const makers = [view.textOf(program) ?? '', ...(build?.commands ?? [])];
  const bases = isWhole ? [''] : folders.map((it) => `${it}/`);
  const isOut = (link: string) =>
    bases.some(
      (it) => link.startsWith(it) && leadsOut(link.slice(it.length), view.textOf(link) ?? ''),
    );
  const out = links.filter((link) => isOut(link) && !makers.some((it) => names(it, link)));
  const [first] = out;
  if (first === undefined) return [];
  const more = out.length === 1 ? '' : ` (and ${out.length - 1} more)`;
  const { git } = words;
  return [
    {
      what: `The link ${shellWord(first)} leads to ${shellWord(view.textOf(first) ?? '')}${more}, which is not in the commit, and no bundle can have it`,
      advice: 'Let it lead to something in the repository, or take it out:',
      fix: `${git} rm ${out.map(shellWord).join(' ')} && ${git} commit -m 'Take out what leads out of the repository'`,
    },
  ];
}

function names(text: string, link: string): boolean {
  const name = literal(path.posix.basename(link));
  return new RegExp(`(^|[^\\w.-])${name}($|[^\\w.-])`, 'm').test(withoutComments(text));
}

/** The folders that the kit's program puts into the bundle, relative to the root; none if a buildspec does not run it. */
function bundledBy(build: Spec | undefined): string[] {
  const lines = (build?.commands ?? []).filter((it) => it.includes(`${kitProgram} bundle`));
  return lines.flatMap((line) => {
    const [own = ''] = line.split(' -- ', 1);
    const named = [...own.matchAll(/--from[ =](\S+)/g)].map(([, folder = '']) =>
      folder.replace(/^\.\/(?=.)|\/$/g, ''),
    );
    return named.length > 0 ? named : ['.'];
  });
}
