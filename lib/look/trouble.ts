import { shellWord } from '../shell-word';
/** What would make the release of a commit fail, as far as the commit tells. */
export interface Trouble {
  /** A sentence without its full stop. */
  readonly what: string;
  /** One command, or one short instruction, that fixes it. */
  readonly fix?: string;
  /** A file of the work tree that the commit lacks: to add it is the fix. */
  readonly add?: { readonly path: string; readonly isIgnored: boolean };
}

/** From where the fixes are typed, and for which environment. */
export interface Typist {
  /** Leads from there to the root of the work tree, such as `../`; empty at the root. */
  readonly up: string;
  readonly environment: string;
}

/** What a fix has in place of `git`, of the folder that files lie in, and of the environment. */
export const words = { git: '{git}', up: '{up}', environment: '{environment}' };

/** What to do about all of them, a way a line; files that are only to be added are added by one command. */
export function fixesOf(troubles: readonly Trouble[], { up, environment }: Typist): string[] {
  const added = troubles.flatMap(({ add }) => add ?? []);
  const paths = [...new Set(added.map(({ path }) => shellWord(path)))].join(' ');
  const force = added.some(({ isIgnored }) => isIgnored) ? '--force ' : '';
  const adding =
    added.length > 0
      ? [`${words.git} add ${force}${paths} && ${words.git} commit -m 'Add what the release needs'`]
      : [];
  const fixes = [...adding, ...troubles.flatMap(({ fix }) => fix ?? [])];
  const git = up === '' ? 'git' : `git -C ${up.slice(0, -1)}`;
  return [...new Set(fixes)].map((fix) =>
    fix
      .replaceAll(words.git, git)
      .replaceAll(words.up, up)
      .replaceAll(words.environment, environment),
  );
}

/** The fix for what gitenv writes itself. */
export const writtenByInit = `gitenv init ${words.environment}, which writes it; commit that`;
