import { configFile } from '../contract';
import { GitenvError } from '../errors';
import { quoted, typed } from '../git/gitmodules';
import type { Progress } from '../release/following/progress';
import type { ClosedEnvironment } from '../target/open-environment';
import type { Offer } from './borrow';
import type { ForeignSubmodule, NeededCommit, Needs, StraySubmodule } from './tree';

/** What was learnt of the environment before: why it cannot be asked, or what it has. */
export interface AskedUpstream {
  readonly upstream: ClosedEnvironment | undefined;
  readonly offer: Offer | GitenvError | undefined;
}

/**
 * Refuses what no build of the kit takes, while nothing has moved.
 * @throws GitenvError BAD_SUBMODULE
 */
export function refuseUnbuildable({ foreign, stray, isKit }: Needs): void {
  if (!isKit) return;
  const lost = stray.find(({ isAmongOthers }) => isAmongOthers);
  if (lost) {
    const { where } = lost;
    throw new GitenvError(
      'BAD_SUBMODULE',
      `${typed(where)} is a submodule, but .gitmodules does not say where from, and builds refuse it`,
      {
        changed: 'nothing',
        advice: 'Say where it comes from, or take it out of the commit.',
        hint: waysFromStray(lost).join('\n'),
      },
    );
  }
  const closed = foreign.find((it) => !isOverHttp(it));
  if (!closed) return;
  const where = typed(closed.where);
  throw new GitenvError(
    'BAD_SUBMODULE',
    `The submodule ${where} has the address ${quoted(closed.url)}, which builds have no access to`,
    {
      changed: 'nothing',
      advice: `Give it an address beside this repository, such as ../its-name, and commit that. If no build needs it, write "submodules": { "${closed.where}": false } in ${configFile}, and commit that.`,
      hint: `git submodule set-url ${where} ../REPOSITORY`,
    },
  );
}

/** Says what is not brought, and what builds make of that. */
export function tellLeft(environment: string, needs: Needs, { say }: Pick<Progress, 'say'>): void {
  for (const foreign of needs.foreign) say(`${environment}: ${foreignWarning(foreign)}`);
  for (const stray of needs.stray) say(`${environment}: ${strayWarning(stray)}`);
}

function foreignWarning(foreign: ForeignSubmodule): string {
  const end = isOverHttp(foreign)
    ? 'builds fetch it from there without any login'
    : 'builds cannot fetch it; a relative address such as ../name could be';
  return `${typed(foreign.where)} is not pushed, since its address ${quoted(foreign.url)} is not relative; ${end}`;
}

function strayWarning(stray: StraySubmodule): string {
  return `${typed(stray.where)} is a submodule, but .gitmodules does not say where from: builds have an empty folder there (${waysFromStray(stray).join(', or ')})`;
}

function waysFromStray({ where, around }: StraySubmodule): string[] {
  const path = inside(where, around);
  const git = gitIn(around);
  return [`${git} submodule add --force ../REPOSITORY ${path}`, `${git} rm --cached ${path}`];
}

/** What is neither in the environment, nor here, nor in the environment before. */
export function missingCommit(
  needed: NeededCommit,
  environment: string,
  { upstream, offer }: AskedUpstream,
): GitenvError {
  const { where, around, repository, commit, clone } = needed;
  const path = typed(where);
  const isAsked = upstream !== undefined && offer !== undefined && !(offer instanceof GitenvError);
  const places = isAsked ? `${environment} and in ${upstream.name}` : environment;
  const what = `The commit needs ${path} at ${commit}, which repository '${repository}' in ${places} lacks`;
  const [message, hint] = clone
    ? [`${what}, and so does your clone of ${path}`, `git -C ${path} fetch --all`]
    : [
        `${what}, and ${path} was not cloned here`,
        `${gitIn(around)} submodule update --init ${inside(where, around)}`,
      ];
  if (!(offer instanceof GitenvError))
    return new GitenvError('MISSING_SUBMODULE', message, { changed: 'nothing', hint });
  return new GitenvError(
    'MISSING_SUBMODULE',
    `${message}; ${upstream?.name}, which may have it, cannot be asked: ${offer.clause}`,
    { changed: 'nothing', hint: offer.hint ?? hint, cause: offer },
  );
}

const isOverHttp = ({ url }: ForeignSubmodule) => /^https?:/.test(url);
const gitIn = (around: string) => (around === '' ? 'git' : `git -C ${typed(around)}`);
const inside = (where: string, around: string) =>
  typed(around === '' ? where : where.slice(around.length + 1));
