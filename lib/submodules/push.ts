import { ExitCode, GitenvError } from '../errors';
import { pushTag, remoteRefs } from '../git/annotated-tag';
import { typed } from '../git/gitmodules';
import { subjectOf } from '../git/history';
import { type GitPlace, git } from '../git/run';
import { isShallow } from '../git/shallow';
import type { Progress } from '../release/following/progress';
import { shortCommit } from '../release/wording';
import type { ClosedEnvironment, OpenEnvironment } from '../target/open-environment';
import { askUpstream, BorrowedCommits } from './borrow';
import { type AskedUpstream, missingCommit, refuseUnbuildable, tellLeft } from './refusals';
import {
  isAmong,
  type KeptCommits,
  keptIn,
  keptRefOf,
  keyOf,
  repositoryPlace,
} from './repositories';
import { type Fetched, type NeededCommit, type Needs, neededBy } from './tree';

/** What a commit needs, and what of it an environment's account lacks. Nothing has changed yet. */
export interface SubmodulePlan extends Needs, AskedUpstream {
  readonly into: OpenEnvironment;
  readonly commit: string;
  /** The clone that has the commit. */
  readonly place: GitPlace;
  readonly repositories: ReadonlyMap<string, KeptCommits>;
}

/**
 * Looks what an environment lacks of the submodules of a commit.
 * @param upstream asked for what is neither there nor here
 * @throws GitenvError MISSING_SUBMODULE for what is nowhere; NOT_INSTALLED where the account has no
 * repository for a submodule; BAD_SUBMODULE
 */
export async function planSubmodules(
  into: OpenEnvironment,
  commit: string,
  place: GitPlace,
  upstream?: ClosedEnvironment,
): Promise<SubmodulePlan> {
  const found = await look(into, commit, place);
  const missing = missingIn(found);
  const offer =
    upstream && missing.length > 0 ? await askUpstream(upstream, missing, place) : undefined;
  const asked = { upstream, offer };
  const isOffered = (needed: NeededCommit) =>
    offer !== undefined && !(offer instanceof GitenvError) && isAmong(offer.repositories, needed);
  const lost = missing.find((needed) => !isOffered(needed));
  if (lost) throw missingCommit(lost, into.environment.name, asked);
  return { into, ...found, ...asked, commit, place };
}

/**
 * Pushes what the account lacks, what is used before what uses it: a commit that is kept under its ref is complete.
 * What only the environment before has is fetched from there first. No branch moves.
 * @throws GitenvError GIT_FAILED, SHALLOW_REPOSITORY, MISSING_SUBMODULE, BAD_SUBMODULE
 */
export async function pushSubmodules(
  plan: SubmodulePlan,
  progress: Pick<Progress, 'say'>,
): Promise<void> {
  const { offer, place, into } = plan;
  if (!offer || offer instanceof GitenvError) {
    tellLeft(into.environment.name, plan, progress);
    return pushMissing(plan, progress);
  }
  const borrowed = new BorrowedCommits(offer, place);
  try {
    const whole = await withBorrowed(plan, borrowed, progress);
    tellLeft(into.environment.name, whole, progress);
    await pushMissing(whole, progress);
  } finally {
    borrowed.discard();
  }
}

/**
 * The same for a commit that was released before: that what it uses cannot be had does not stop it, since its bundle
 * may be all that it takes. Its build says if not.
 */
export async function pushSubmodulesIfPossible(
  into: OpenEnvironment,
  commit: string,
  place: GitPlace,
  progress: Pick<Progress, 'say'>,
  upstream?: ClosedEnvironment,
): Promise<void> {
  try {
    await pushSubmodules(await planSubmodules(into, commit, place, upstream), progress);
  } catch (error) {
    if (!(error instanceof GitenvError && error.exitCode === ExitCode.setup)) throw error;
    progress.say(`${into.environment.name}: ${error.clause}. Going on without.`);
  }
}

async function look(
  into: OpenEnvironment,
  commit: string,
  place: GitPlace,
  fetched?: Fetched,
): Promise<Needs & Pick<SubmodulePlan, 'repositories'>> {
  const found = await neededBy(commit, place, fetched);
  refuseUnbuildable(found);
  const all = flat(found.needs);
  const names = [...new Set(all.map(({ repository }) => repository))];
  const asked = names.map(async (name) => [name, await keptIn(into, name, all, place)] as const);
  return { ...found, repositories: new Map(await Promise.all(asked)) };
}

/** What is neither in the account nor here. */
function missingIn({
  needs,
  repositories,
}: Pick<SubmodulePlan, 'needs' | 'repositories'>): NeededCommit[] {
  const all = flat(needs);
  return all.filter((needed) => !isAmong(repositories, needed) && !sourceOf(needed, all));
}

/** What was fetched may use more, which is known only then. */
async function withBorrowed(
  plan: SubmodulePlan,
  borrowed: BorrowedCommits,
  progress: Pick<Progress, 'say'>,
): Promise<SubmodulePlan> {
  const { name: environment } = plan.into.environment;
  for (let whole = plan; ; ) {
    const missing = new Map(missingIn(whole).map((needed) => [keyOf(needed), needed]));
    if (missing.size === 0) return whole;
    for (const needed of missing.values()) {
      if (!(await borrowed.fetch(needed, environment, progress)))
        throw missingCommit(needed, environment, plan);
    }
    whole = { ...plan, ...(await look(plan.into, plan.commit, plan.place, borrowed.repositories)) };
  }
}

async function pushMissing(plan: SubmodulePlan, progress: Pick<Progress, 'say'>): Promise<void> {
  const all = flat(plan.needs);
  const begun = new Map<string, Promise<void>>();
  const bring = (wanted: NeededCommit): Promise<void> => {
    const needed = sourceOf(wanted, all);
    if (!needed) return Promise.resolve();
    const brought =
      begun.get(keyOf(needed)) ??
      Promise.all(needed.needs.map(bring)).then(() =>
        isAmong(plan.repositories, needed) ? undefined : pushCommit(plan, needed, progress),
      );
    begun.set(keyOf(needed), brought);
    return brought;
  };
  await Promise.all(plan.needs.map(bring));
}

/** Where a commit can be taken from that may be used in several places, not all of them cloned. */
function sourceOf(
  { repository, commit }: NeededCommit,
  all: readonly NeededCommit[],
): NeededCommit | undefined {
  return all.find((it) => it.isHere && it.repository === repository && it.commit === commit);
}

async function pushCommit(
  plan: SubmodulePlan,
  { repository, commit, clone, where }: NeededCommit,
  progress: Pick<Progress, 'say'>,
): Promise<void> {
  if (!clone) return;
  const { name: environment } = plan.into.environment;
  const subject = await git(subjectOf(commit), clone);
  progress.say(
    `${environment}: pushing ${typed(where)} ${shortCommit(commit)} "${subject ?? ''}", which it uses`,
  );
  const { cloneUrl = '' } = plan.repositories.get(repository) ?? {};
  const signed = await repositoryPlace(plan.into.account, cloneUrl, clone);
  try {
    await git(pushTag(cloneUrl, commit, keptRefOf(commit).slice('refs/tags/'.length)), signed);
  } catch (error) {
    const refs = await git(remoteRefs(cloneUrl, [keptRefOf(commit)]), signed);
    // Somebody else may have brought the same at the same time.
    if (refs.includes(keptRefOf(commit))) return;
    throw (await git(isShallow, clone)) ? tooShallow(where, environment, error) : error;
  }
}

function flat(needs: readonly NeededCommit[]): NeededCommit[] {
  return needs.flatMap((needed) => [needed, ...flat(needed.needs)]);
}

function tooShallow(path: string, environment: string, cause: unknown): GitenvError {
  const where = typed(path);
  return new GitenvError(
    'SHALLOW_REPOSITORY',
    `Your clone of ${where} was made without its older commits, and ${environment} lacks them too`,
    { changed: 'nothing', hint: `git -C ${where} fetch --unshallow`, cause },
  );
}
