import { isOver, type Release } from '../release';
import { shortCommit } from '../wording';

/** A push whose release is looked for. */
export interface AwaitedPush {
  readonly commit: string;
  /** Ids of the releases there were before it, which tells a repeated commit's new release from its old one without trusting any clock. */
  readonly before: ReadonlySet<string>;
}

/** What there is of a push's release so far. */
export interface Start {
  /** Its release, if that is certain. */
  readonly release: Release | undefined;
  /** A release that an event has started since, of which AWS does not say the commit yet: most likely this one. */
  readonly unnamed: Release | undefined;
}

/**
 * Which release a push has started. CodePipeline tells the commit of a release only once Source has ended well, so that one which is
 * over without a commit has failed in Source.
 * @param releases newest first
 */
export function startOf({ commit, before }: AwaitedPush, releases: readonly Release[]): Start {
  const fresh = releases.filter(({ id }) => !before.has(id));
  const named = fresh.find((it) => it.commit === commit);
  if (named) return { release: named, unnamed: undefined };
  const unnamed = fresh.filter((it) => it.commit === undefined && it.trigger === 'CloudWatchEvent');
  // The others may still turn out to be of this commit.
  const isSettled = unnamed.length > 0 && unnamed.every(({ status }) => isOver(status));
  return { release: isSettled ? unnamed.at(-1) : undefined, unnamed: unnamed.at(-1) };
}

/** For what it takes so long, as one line. */
export function awaitedWords(environment: string, commit: string, { unnamed }: Start): string {
  const short = shortCommit(commit);
  return unnamed
    ? `${environment}: a release has started; waiting for its Source to say that it is of ${short}`
    : `${environment}: has ${short}; waiting for EventBridge to start the pipeline on it, which can take some minutes`;
}
