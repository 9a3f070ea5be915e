import { kitProgram } from '../contract';
import { leadsOut } from '../link-target';
import { shellWord } from '../shell-word';
import type { CommitView } from './commit-view';
import { configOf } from './config-of';
import type { Spec } from './spec';
import { type Trouble, words } from './trouble';

/** Links that no bundle can have, as far as a bundle is made of what the commit has and not of what its build makes. */
export async function linkTroubles(view: CommitView, build: Spec | undefined): Promise<Trouble[]> {
  const folders = bundledBy(build);
  const isWhole = configOf(view).components !== undefined || folders.includes('.');
  const links = view.paths.filter(
    (path) =>
      view.kindOf(path) === 'link' &&
      !path.startsWith('.gitenv/') &&
      (isWhole || folders.some((it) => path.startsWith(`${it}/`))),
  );
  if (folders.length === 0 || links.length === 0) return [];
  await view.read(links);
  const isOut = (path: string) =>
    [...(isWhole ? [''] : folders.map((it) => `${it}/`))].some(
      (base) => path.startsWith(base) && leadsOut(path.slice(base.length), view.textOf(path) ?? ''),
    );
  const out = links.filter(isOut);
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
