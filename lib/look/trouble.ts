import { shellWord } from '../shell-word';
/** What would make the release of a commit fail, as far as the commit tells. */
export interface Trouble {
  /** A sentence without its full stop. */
  readonly what: string;
  /** A command that fixes it. */
  readonly fix?: string;
  /** A whole sentence: what to do, where no command does all of it. */
  readonly advice?: string;
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

/** Commands for all of them that one fixes; files that are only to be added are added by one. */
export function fixesOf(troubles: readonly Trouble[], typist: Typist): string[] {
  const added = troubles.flatMap(({ add }) => add ?? []);
  const paths = [...new Set(added.map(({ path }) => shellWord(path)))].join(' ');
  const force = added.some(({ isIgnored }) => isIgnored) ? '--force ' : '';
  const adding =
    added.length > 0
      ? [`${words.git} add ${force}${paths} && ${words.git} commit -m 'Add what the release needs'`]
      : [];
  const fixes = [...adding, ...troubles.flatMap(({ fix }) => fix ?? [])];
  return [...new Set(fixes)].map((fix) => asTyped(fix, typist));
}

/** What to do about all of them that no command fixes, a sentence each. */
export function adviceOn(troubles: readonly Trouble[], typist: Typist): string[] {
  const sentences = troubles.flatMap(({ advice }) => advice ?? []);
  return [...new Set(sentences)].map((sentence) => asTyped(sentence, typist));
}

function asTyped(text: string, { up, environment }: Typist): string {
  const git = up === '' ? 'git' : `git -C ${up.slice(0, -1)}`;
  return text
    .replaceAll(words.git, git)
    .replaceAll(words.up, up)
    .replaceAll(words.environment, environment);
}

/** What to do for what gitenv writes itself. */
export const writtenByInit = {
  advice: `gitenv init ${words.environment} writes it. Commit that.`,
  fix: `gitenv init ${words.environment}`,
} as const satisfies Partial<Trouble>;
