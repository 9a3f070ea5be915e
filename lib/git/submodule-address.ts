import { GitenvError } from '../errors';
import { quoted, type SubmoduleEntry, typed } from './gitmodules';

/** Where a submodule's repository is. */
export type SubmoduleAddress =
  /** In the same account as the repository that has it, under this name. */
  | { readonly kind: 'sibling'; readonly repository: string }
  /** Somewhere that is the same for every environment. */
  | { readonly kind: 'elsewhere'; readonly url: string };

/**
 * Reads the address that `.gitmodules` gives. `../name` is a repository beside this one: that way the same commit
 * finds it wherever it is hosted.
 * @param where the submodule's path as a person knows it
 * @throws GitenvError BAD_SUBMODULE for an address that leads elsewhere than it seems, or would make git run something
 */
export function submoduleAddress(
  { url }: Pick<SubmoduleEntry, 'url'>,
  where: string,
): SubmoduleAddress {
  if (/^\.\.?(\/|$)/.test(url)) {
    const repository = /^\.\.\/(\w[\w.-]{0,99}?)(\.git)?\/?$/.exec(url)?.[1];
    if (repository !== undefined) return { kind: 'sibling', repository };
    throw new GitenvError(
      'BAD_SUBMODULE',
      `The submodule ${typed(where)} has the address ${quoted(url)}, but a relative address can only be ../<repository>, beside this one`,
      { changed: 'nothing', hint: `git submodule set-url ${typed(where)} ../REPOSITORY` },
    );
  }
  if (/^-|^[\w.+-]*::|\p{Cc}/u.test(url) || url === '') {
    throw new GitenvError(
      'BAD_SUBMODULE',
      `The submodule ${typed(where)} has the address ${quoted(url)}, which would make git run something`,
      { changed: 'nothing', hint: `git submodule set-url ${typed(where)} ../REPOSITORY` },
    );
  }
  return { kind: 'elsewhere', url };
}
