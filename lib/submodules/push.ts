import { ExitCode, GitenvError } from '../errors';
import { pushTag, remoteRefs } from '../git/annotated-tag';
import { typed } from '../git/gitmodules';
import { subjectOf } from '../git/history';
import { type GitPlace, git } from '../git/run';
import { isShallow } from '../git/shallow';
import type { Progress } from '../release/following/progress';
import { shortCommit } from '../release/wording';
import { askLender, type Lender, LentUses } from './borrow';
import { type Asked, missingUse, refuseUnbuildable, tellLeft } from './refusals';
import {
  isAmong,
  keyOf,
  type Stock,
  signedPlace,
  stockOf,
  type UsesAccount,
  useRefOf,
} from './repositories';
import { type Fetched, type Use, type Uses, usesOf } from './tree';

/** What a commit uses, and what of it an environment's account lacks. Nothing has changed yet. */
export interface UsesPlan extends UsesAccount, Uses, Asked {
  readonly commit: string;
  /** The clone that has the commit. */
  readonly place: GitPlace;
  readonly repositories: ReadonlyMap<string, Stock>;
}

/**
 * Looks what an environment lacks of the submodules of a commit.
 * @param lender asked for what is neither there nor here
 * @throws GitenvError MISSING_SUBMODULE for what is nowhere; NOT_INSTALLED where the account has no
 * repository for a submodule; BAD_SUBMODULE
 */
export async function planUses(
  into: UsesAccount,
  commit: string,
  place: GitPlace,
  lender?: Lender,
): Promise<UsesPlan> {
  const found = await look(into, commit, place);
  const missing = missingIn(found);
  const loan = lender && missing.length > 0 ? await askLender(lender, missing, place) : undefined;
  const asked = { lender, loan };
  const isLent = (use: Use) =>
    loan !== undefined && !(loan instanceof GitenvError) && isAmong(loan.repositories, use);
  const lost = missing.find((use) => !isLent(use));
  if (lost) throw missingUse(lost, into.account.environment, asked);
  return { ...into, ...found, ...asked, commit, place };
}

/**
 * Pushes what the account lacks, what is used before what uses it: a commit that is kept under its ref is complete.
 * What only the environment before has is fetched from there first. No branch moves.
 * @throws GitenvError GIT_FAILED, SHALLOW_REPOSITORY, MISSING_SUBMODULE, BAD_SUBMODULE
 */
export async function bringUses(plan: UsesPlan, progress: Pick<Progress, 'say'>): Promise<void> {
  const { loan, place, account } = plan;
  if (!loan || loan instanceof GitenvError) {
    tellLeft(account.environment, plan, progress);
    return pushUses(plan, progress);
  }
  const lent = new LentUses(loan, place);
  try {
    const whole = await withLent(plan, lent, progress);
    tellLeft(account.environment, whole, progress);
    await pushUses(whole, progress);
  } finally {
    lent.discard();
  }
}

/**
 * The same for a commit that was released before: that what it uses cannot be had does not stop it, since its bundle
 * may be all that it takes. Its build says if not.
 */
export async function bringUsesIfPossible(
  into: UsesAccount,
  commit: string,
  place: GitPlace,
  progress: Pick<Progress, 'say'>,
  lender?: Lender,
): Promise<void> {
  try {
    await bringUses(await planUses(into, commit, place, lender), progress);
  } catch (error) {
    if (!(error instanceof GitenvError && error.exitCode === ExitCode.setup)) throw error;
    progress.say(`${into.account.environment}: ${error.clause}. Going on without.`);
  }
}

async function look(
  into: UsesAccount,
  commit: string,
  place: GitPlace,
  fetched?: Fetched,
): Promise<Uses & Pick<UsesPlan, 'repositories'>> {
  const found = await usesOf(commit, place, fetched);
  refuseUnbuildable(found);
  const all = flat(found.uses);
  const names = [...new Set(all.map(({ repository }) => repository))];
  const stocks = names.map(async (name) => [name, await stockOf(into, name, all, place)] as const);
  return { ...found, repositories: new Map(await Promise.all(stocks)) };
}

/** What is neither in the account nor here. */
function missingIn({ uses, repositories }: Pick<UsesPlan, 'uses' | 'repositories'>): Use[] {
  const all = flat(uses);
  return all.filter((use) => !isAmong(repositories, use) && !sourceOf(use, all));
}

/** What was fetched may use more, which is known only then. */
async function withLent(
  plan: UsesPlan,
  lent: LentUses,
  progress: Pick<Progress, 'say'>,
): Promise<UsesPlan> {
  const { environment } = plan.account;
  for (let whole = plan; ; ) {
    const missing = new Map(missingIn(whole).map((use) => [keyOf(use), use]));
    if (missing.size === 0) return whole;
    for (const use of missing.values()) {
      if (!(await lent.fetch(use, environment, progress))) throw missingUse(use, environment, plan);
    }
    whole = { ...plan, ...(await look(plan, plan.commit, plan.place, lent.repositories)) };
  }
}

async function pushUses(plan: UsesPlan, progress: Pick<Progress, 'say'>): Promise<void> {
  const all = flat(plan.uses);
  const begun = new Map<string, Promise<void>>();
  const bring = (wanted: Use): Promise<void> => {
    const use = sourceOf(wanted, all);
    if (!use) return Promise.resolve();
    const brought =
      begun.get(keyOf(use)) ??
      Promise.all(use.uses.map(bring)).then(() =>
        isAmong(plan.repositories, use) ? undefined : pushUse(plan, use, progress),
      );
    begun.set(keyOf(use), brought);
    return brought;
  };
  await Promise.all(plan.uses.map(bring));
}

/** Where a commit can be taken from that may be used in several places, not all of them cloned. */
function sourceOf({ repository, commit }: Use, all: readonly Use[]): Use | undefined {
  return all.find((it) => it.isHere && it.repository === repository && it.commit === commit);
}

async function pushUse(
  plan: UsesPlan,
  { repository, commit, clone, where }: Use,
  progress: Pick<Progress, 'say'>,
): Promise<void> {
  if (!clone) return;
  const { environment } = plan.account;
  const subject = await git(subjectOf(commit), clone);
  progress.say(
    `${environment}: pushing ${typed(where)} ${shortCommit(commit)} "${subject ?? ''}", which it uses`,
  );
  const { cloneUrl = '' } = plan.repositories.get(repository) ?? {};
  const signed = await signedPlace(plan, cloneUrl, clone);
  try {
    await git(pushTag(cloneUrl, commit, useRefOf(commit).slice('refs/tags/'.length)), signed);
  } catch (error) {
    const refs = await git(remoteRefs(cloneUrl, [useRefOf(commit)]), signed);
    // Somebody else may have brought the same at the same time.
    if (refs.includes(useRefOf(commit))) return;
    throw (await git(isShallow, clone)) ? tooShallow(where, environment, error) : error;
  }
}

function flat(uses: readonly Use[]): Use[] {
  return uses.flatMap((use) => [use, ...flat(use.uses)]);
}

function tooShallow(path: string, environment: string, cause: unknown): GitenvError {
  const where = typed(path);
  return new GitenvError(
    'SHALLOW_REPOSITORY',
    `Your clone of ${where} was made without its older commits, and ${environment} lacks them too`,
    { changed: 'nothing', hint: `git -C ${where} fetch --unshallow`, cause },
  );
}
