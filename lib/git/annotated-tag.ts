import type { GitTask } from './run';

export interface AnnotatedTag {
  readonly commit: string;
  /** Below `refs/tags/`. */
  readonly name: string;
  /** As git writes people: `Name <address> seconds zone`. */
  readonly tagger: string;
  readonly message: string;
}

/** Makes a tag's object without making the tag, so that no ref of this clone moves. Says the object's name. */
export function makeTag({ commit, name, tagger, message }: AnnotatedTag): GitTask<string> {
  return {
    args: ['mktag'],
    input: `object ${commit}\ntype commit\ntag ${name}\ntagger ${tagger}\n\n${message}`,
    parse: ({ stdout }) => stdout.trim(),
  };
}

/** Who commits here, without the time; undefined where git was never told. */
export const committer: GitTask<string | undefined> = {
  args: ['var', 'GIT_COMMITTER_IDENT'],
  answers: [128],
  parse: ({ exitCode, stdout }) =>
    exitCode === 0 ? stdout.trim().replace(/ \d+ [+-]\d{4}$/, '') : undefined,
};

/** Which of these refs, by their full names, another repository has. */
export function remoteRefs(url: string, refs: readonly string[]): GitTask<string[]> {
  return {
    args: ['ls-remote', '--quiet', '--', url, ...refs],
    parse: ({ stdout }) =>
      stdout
        .split('\n')
        .map((line) => line.split('\t')[1] ?? '')
        .filter((ref) => refs.includes(ref)),
  };
}

/** Gives the other side a tag that it does not have; one of the name that it has is left as it is, and GIT_FAILED. */
export function pushTag(url: string, object: string, name: string): GitTask<void> {
  return {
    args: [
      // The settings of the push that this belongs to are not meant for this one.
      ...['-c', 'push.pushOption=', '-c', 'push.followTags=false', '-c', 'push.gpgSign=false'],
      ...['-c', 'push.recurseSubmodules=no'],
      ...['push', '--quiet', '--no-verify', '--', url, `${object}:refs/tags/${name}`],
    ],
    parse: () => undefined,
  };
}

/** Takes a tag away from the other side, if it is still this one. */
export function deleteTag(url: string, object: string, name: string): GitTask<void> {
  const ref = `refs/tags/${name}`;
  return {
    args: [
      ...['-c', 'push.pushOption=', '-c', 'push.gpgSign=false'],
      ...['push', '--quiet', '--no-verify', `--force-with-lease=${ref}:${object}`],
      ...['--', url, `:${ref}`],
    ],
    parse: () => undefined,
  };
}

/** A tag that another repository has. */
export interface RemoteTag {
  readonly ref: string;
  /** The tag's own object. */
  readonly object: string;
  /** What it points at. */
  readonly commit: string;
}

/** The annotated tags of another repository whose name begins so. */
export function remoteTags(url: string, prefix: string): GitTask<RemoteTag[]> {
  return {
    args: ['ls-remote', '--', url, `refs/tags/${prefix}*`],
    parse: ({ stdout }) => {
      const found = stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split('\t'));
      const objects = new Map(found.map(([object = '', ref = '']) => [ref, object]));
      return found.flatMap(([commit = '', peeled = '']) => {
        const ref = /^(.*)\^\{\}$/.exec(peeled)?.[1];
        return ref === undefined ? [] : [{ ref, object: objects.get(ref) ?? '', commit }];
      });
    },
  };
}

/** A tag object's text; undefined where this repository lacks it. */
export function readTag(object: string): GitTask<string | undefined> {
  return {
    args: ['cat-file', 'tag', object],
    answers: [128],
    parse: ({ exitCode, stdout }) => (exitCode === 0 ? stdout : undefined),
  };
}
