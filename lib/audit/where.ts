import type { Environment } from '../config/environment';
import { GitenvError } from '../errors';
import { resolveCommit } from '../git/resolve-commit';
import type { GitPlace } from '../git/run';
import { isGreeting, isOver, type Release } from '../release/release';
import { type OpenEnvironment, openToLook } from '../target/open-environment';
import { Releases } from '../target/releases';
import { orWhyNot } from '../target/why-not';

/** Where a commit is in one environment. */
export interface CommitPlace {
  readonly environment: string;
  /** Its releases there, newest first. */
  readonly releases: readonly Release[];
  /** Whether it was the last that was released well, or a later one has taken its place. */
  readonly standing:
    | 'current'
    | 'replaced'
    | 'on its way'
    | 'failed'
    | 'never released'
    | 'not known';
  /** The commit that was released well since. */
  readonly replacedBy: string | undefined;
  /** Why the environment could not be asked. */
  readonly unknown: string | undefined;
}

export interface CommitWhereabouts {
  readonly commit: string;
  readonly environments: readonly CommitPlace[];
}

/**
 * Where a commit was released, by what CodePipeline knows of twelve months.
 * @throws GitenvError UNKNOWN_COMMIT, AMBIGUOUS_COMMIT
 */
export async function whereIs(
  spec: string,
  environments: readonly Environment[],
  patienceMs: number,
  place: GitPlace,
): Promise<CommitWhereabouts> {
  const commit = await resolveCommit(spec, place);
  const found = await Promise.all(
    environments.map(async (environment): Promise<CommitPlace> => {
      const known = await orWhyNot(releasesIn(environment, patienceMs));
      const { name } = environment;
      if (known instanceof GitenvError)
        return {
          environment: name,
          releases: [],
          standing: 'not known',
          replacedBy: undefined,
          unknown: known.message,
        };
      return { environment: name, ...placeAmong(known, commit), unknown: undefined };
    }),
  );
  return { commit, environments: found };
}

async function releasesIn(environment: Environment, patienceMs: number): Promise<Release[]> {
  const open: OpenEnvironment = await openToLook(environment, patienceMs);
  return (await new Releases(open).until(() => false)).filter((it) => !isGreeting(it));
}

/** @param known newest first */
export function placeAmong(
  known: readonly Release[],
  commit: string,
): Pick<CommitPlace, 'releases' | 'standing' | 'replacedBy'> {
  const releases = known.filter((it) => it.commit === commit);
  const current = known.find(({ status }) => status === 'Succeeded');
  const [newest] = releases;
  const wasGood = releases.some(({ status }) => status === 'Succeeded');
  const standing =
    newest === undefined
      ? 'never released'
      : !isOver(newest.status)
        ? 'on its way'
        : current?.commit === commit
          ? 'current'
          : wasGood
            ? 'replaced'
            : 'failed';
  const replacedBy = standing === 'replaced' ? current?.commit : undefined;
  return { releases, standing, replacedBy };
}
