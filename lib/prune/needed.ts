import type { Plan } from '../bundle/plan';
import { hexOf } from '../object-keys';
import { isOver, type Release } from '../release/release';
import type { Vouched } from '../release/vouched';
import { shortCommit } from '../release/wording';

/** What has to stay of what an environment has, or several have, stored. */
export interface Needed {
  readonly commits: ReadonlySet<string>;
  /** Bundles: 64 hex digits each. */
  readonly bundles: ReadonlySet<string>;
  /** Keys of assets and templates. */
  readonly keys: ReadonlySet<string>;
  /** What was written since then stays. */
  readonly since: Date;
  /** Why nobody can tell what else is needed, as clauses: of all there is, or of assets and templates. */
  readonly unknown: { readonly all: readonly string[]; readonly keys: readonly string[] };
}

/** What was made of a release. */
export interface MadeOf {
  readonly release: Release;
  /** Undefined if CodePipeline does not say any more. */
  readonly word: Vouched | undefined;
  /** Undefined if it has none, or none is there any more. */
  readonly plan: Plan | undefined;
}

/** What is known beside what releases were made of. */
interface AlsoKnown {
  readonly since: Date;
  /** Digests of bundles that commits are to be released with, 64 hex digits each. */
  readonly marked: readonly string[];
  /** Clauses. */
  readonly untold: readonly string[];
}

/** What releases need, all together. */
export function neededFor(made: readonly MadeOf[], { since, marked, untold }: AlsoKnown): Needed {
  const built = made.flatMap(({ word }) => (word?.bundle ? hexOf(word.bundle) : []));
  return {
    commits: new Set(made.flatMap(({ release }) => release.commit ?? [])),
    bundles: new Set([...built, ...marked]),
    keys: new Set(made.flatMap(({ plan }) => plan?.refersTo ?? [])),
    since,
    unknown: {
      all: [...made.flatMap((it) => whyUntold(it) ?? []), ...untold],
      keys: made.flatMap((it) => whyKeysUntold(it) ?? []),
    },
  };
}

/** What several environments need that take from one place. */
export function neededByAll(each: readonly Needed[]): Needed {
  const all = <T>(of: (needed: Needed) => Iterable<T>) => each.flatMap((it) => [...of(it)]);
  return {
    commits: new Set(all(({ commits }) => commits)),
    bundles: new Set(all(({ bundles }) => bundles)),
    keys: new Set(all(({ keys }) => keys)),
    since: new Date(Math.min(...each.map(({ since }) => since.getTime()))),
    unknown: {
      all: all(({ unknown }) => unknown.all),
      keys: all(({ unknown }) => unknown.keys),
    },
  };
}

/** A build that is not over may take up any bundle there is, if it makes the same. */
function whyUntold({ release, word }: MadeOf): string | undefined {
  const short = shortCommit(release.commit);
  if (!isOver(release.status) && !word?.isBuilt) return `the build of ${short} is not over`;
  if (word === undefined && release.status === 'Succeeded')
    return `CodePipeline does not say any more what the release of ${short} was made of`;
  return undefined;
}

function whyKeysUntold({ release, word, plan }: MadeOf): string | undefined {
  if (!word?.isBuilt || plan?.refersTo !== undefined) return undefined;
  return `the release of ${shortCommit(release.commit)} has no plan that says which assets and templates it needs`;
}
