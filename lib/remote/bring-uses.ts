import type { AccountOptions } from '../aws/account-check';
import type { AwsCredentials } from '../aws/credentials';
import { quickRepository } from '../aws/quick-repository';
import { useRefPrefix } from '../contract';
import { ExitCode, GitenvError } from '../errors';
import { pushTag, remoteRefs } from '../git/annotated-tag';
import { quoted, typed } from '../git/gitmodules';
import { subjectOf } from '../git/history';
import { type GitPlace, git } from '../git/run';
import { isShallow } from '../git/shallow';
import { shortCommit } from '../release/follow';
import { authorizedEnvironment } from './authorize';
import type { Progress } from './progress';
import { type ForeignUse, type Use, usesOf } from './uses';

/** The account that is to have what a commit uses. */
export interface UsesAccount {
  readonly account: AccountOptions & { readonly environment: string };
  readonly credentials: AwsCredentials;
}

/** What a commit uses, and what of it an environment's account lacks. Nothing has changed yet. */
export interface UsesPlan extends UsesAccount {
  readonly uses: readonly Use[];
  readonly foreign: readonly ForeignUse[];
  readonly repositories: ReadonlyMap<string, Stock>;
}

/** A repository of the account, and the refs under which it keeps what is used. */
interface Stock {
  readonly cloneUrl: string;
  readonly refs: ReadonlySet<string>;
}

/**
 * Looks what an environment lacks of the submodules of a commit.
 * @throws GitenvError MISSING_SUBMODULE for what is neither there nor here; NOT_INSTALLED where the account has no
 * repository for a submodule; BAD_SUBMODULE
 */
export async function planUses(
  into: UsesAccount,
  commit: string,
  place: GitPlace,
): Promise<UsesPlan> {
  const { uses, foreign } = await usesOf(commit, place);
  const all = flat(uses);
  const names = [...new Set(all.map(({ repository }) => repository))];
  const stocks = names.map(async (name) => [name, await stockOf(into, name, all, place)] as const);
  const plan = { ...into, uses, foreign, repositories: new Map(await Promise.all(stocks)) };
  const missing = all.find((use) => !isThere(plan, use) && !sourceOf(use, all));
  if (missing) throw missingUse(missing, into.account.environment);
  return plan;
}

/**
 * Pushes what the account lacks, what is used before what uses it: a commit that is kept under its ref is complete.
 * No branch moves.
 * @throws GitenvError GIT_FAILED, SHALLOW_REPOSITORY
 */
export async function bringUses(plan: UsesPlan, progress: Pick<Progress, 'say'>): Promise<void> {
  for (const foreign of plan.foreign) progress.say(warning(plan.account.environment, foreign));
  const all = flat(plan.uses);
  const begun = new Map<string, Promise<void>>();
  const bring = (wanted: Use): Promise<void> => {
    const use = sourceOf(wanted, all);
    if (!use) return Promise.resolve();
    const key = `${use.repository} ${use.commit}`;
    const brought =
      begun.get(key) ??
      Promise.all(use.uses.map(bring)).then(() =>
        isThere(plan, use) ? undefined : pushUse(plan, use, progress),
      );
    begun.set(key, brought);
    return brought;
  };
  await Promise.all(plan.uses.map(bring));
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
): Promise<void> {
  try {
    await bringUses(await planUses(into, commit, place), progress);
  } catch (error) {
    if (!(error instanceof GitenvError && error.exitCode === ExitCode.setup)) throw error;
    const reason = error.message.replace(/; nothing was changed\.$/, '.');
    progress.say(`${into.account.environment}: ${reason} Going on without.`);
  }
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
  const signed = signedPlace(plan, cloneUrl, clone);
  try {
    await git(pushTag(cloneUrl, commit, useRefOf(commit).slice('refs/tags/'.length)), signed);
  } catch (error) {
    const refs = await git(remoteRefs(cloneUrl, [useRefOf(commit)]), signed);
    // Somebody else may have brought the same at the same time.
    if (refs.includes(useRefOf(commit))) return;
    throw (await git(isShallow, clone)) ? tooShallow(where, environment, error) : error;
  }
}

async function stockOf(
  into: UsesAccount,
  name: string,
  uses: readonly Use[],
  place: GitPlace,
): Promise<Stock> {
  const { cloneUrl } = await quickRepository(into.account, name, into.credentials);
  const wanted = uses.filter((it) => it.repository === name).map((it) => useRefOf(it.commit));
  const refs = await git(remoteRefs(cloneUrl, wanted), signedPlace(into, cloneUrl, place));
  return { cloneUrl, refs: new Set(refs) };
}

function isThere({ repositories }: UsesPlan, { repository, commit }: Use): boolean {
  return repositories.get(repository)?.refs.has(useRefOf(commit)) ?? false;
}

const useRefOf = (commit: string) => `${useRefPrefix}${commit}`;

/** Where git may speak to one repository of the account, and to nothing else. */
function signedPlace(
  { account, credentials }: UsesAccount,
  cloneUrl: string,
  { cwd, env }: GitPlace,
): GitPlace {
  const authorized = authorizedEnvironment(cloneUrl, account.region, credentials, new Date());
  return { cwd, env: { ...authorized, ...env, GIT_ALLOW_PROTOCOL: 'http:https' } };
}

function flat(uses: readonly Use[]): Use[] {
  return uses.flatMap((use) => [use, ...flat(use.uses)]);
}

function missingUse(
  { where: path, repository, commit, clone }: Use,
  environment: string,
): GitenvError {
  const where = typed(path);
  const what = `The commit needs ${where} at ${commit}, which repository '${repository}' in ${environment} lacks`;
  const [message, hint] = clone
    ? [`${what}, and so does your clone of ${where}`, `git -C ${where} fetch --all`]
    : [`${what}, and ${where} was not cloned here`, `git submodule update --init ${where}`];
  return new GitenvError('MISSING_SUBMODULE', `${message}; nothing was changed.`, { hint });
}

function tooShallow(path: string, environment: string, cause: unknown): GitenvError {
  const where = typed(path);
  return new GitenvError(
    'SHALLOW_REPOSITORY',
    `Your clone of ${where} was made without its older commits, and ${environment} lacks them too; nothing was changed.`,
    { hint: `git -C ${where} fetch --unshallow`, cause },
  );
}

function warning(environment: string, { where, url }: ForeignUse): string {
  const end = /^https?:/.test(url)
    ? 'builds fetch it from there without any login'
    : 'builds cannot fetch it; a relative address such as ../name could be';
  return `${environment}: ${typed(where)} is not pushed, since its address ${quoted(url)} is not relative; ${end}`;
}
