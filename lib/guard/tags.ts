/** Where environments are asked for proofs, and told of commits: tags of their repositories. */
export const askPrefix = 'refs/tags/gitenv/ask/';
export const sayPrefix = 'refs/tags/gitenv/say/';

/** @param part random, so that two who ask at once do not take the same name */
export function askTag(commit: string, part: string): string {
  return `${askPrefix}${commit}-${part}`;
}

/** The commit that a tag asks about; undefined of a tag that somebody else has made for whatever else. */
export function askedCommit(ref: string): string | undefined {
  return /^refs\/tags\/gitenv\/ask\/([0-9a-f]{40})-[0-9a-z]{1,20}$/.exec(ref)?.[1];
}

/** What may be said of a commit or a release of an environment. */
export const sayVerbs = ['withdraw', 'mark', 'acknowledge'] as const;
export type SayVerb = (typeof sayVerbs)[number];

/** What somebody says; who it was is CodeCommit's word, and stands beside it. */
export interface Saying {
  readonly verb: SayVerb;
  /** The commit that is withdrawn; the execution of the release that is marked or acknowledged. */
  readonly about: string;
  readonly reason: string;
}

/** Names of files are no longer than 255 bytes, and git makes files of names. */
const partLength = 200;
const about = { commit: /^[0-9a-f]{40}$/, release: /^[0-9a-f-]{36}$/ };

/** The reason is in the name, in letters that mean nothing to JSON or a shell. */
export function sayTag({ verb, about, reason }: Saying, part: string): string {
  const letters = Buffer.from(reason).toString('base64url');
  const parts = letters.match(new RegExp(`.{1,${partLength}}`, 'g')) ?? [];
  return `${sayPrefix}${[verb, about, part, ...parts].join('/')}`;
}

/** Undefined of a name that is not one of those. */
export function parseSaying(ref: string): Saying | undefined {
  if (!ref.startsWith(sayPrefix)) return undefined;
  const [word, subject = '', part = '', ...parts] = ref.slice(sayPrefix.length).split('/');
  const verb = sayVerbs.find((it) => it === word);
  const pattern = verb === 'withdraw' ? about.commit : about.release;
  const letters = parts.join('');
  if (!verb || !pattern.test(subject) || !/^[0-9a-z]{1,20}$/.test(part)) return undefined;
  if (!/^[A-Za-z0-9_-]{1,2800}$/.test(letters)) return undefined;
  const reason = Buffer.from(letters, 'base64url')
    .toString()
    .replace(/\p{Cc}+/gu, ' ');
  return { verb, about: subject, reason };
}
