import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Account, openAccount } from '../../../lib/aws/account/account';
import { authorizedEnvironment } from '../../../lib/aws/codecommit/authorize';
import { describeRepository } from '../../../lib/aws/codecommit/repository';
import { configFile, namesOf } from '../../../lib/contract';
import { GitenvError } from '../../../lib/errors';
import {
  bareRepository,
  fetchCommit,
  initBare,
  readTree,
  writeFiles,
} from '../../../lib/git/checkout';
import {
  leftOutIn,
  type Submodule,
  strayLinksOf,
  submodulesOf,
  typed,
} from '../../../lib/git/gitmodules';
import { type GitPlace, git } from '../../../lib/git/run';
import { submoduleAddress } from '../../../lib/git/submodule-address';
import type { Job } from '../job/job';
import { treeOf } from './commit-tree';
import { isClone, restoreByCommit, restoreByFiles } from './restore';

/** The build that wants its commit whole. */
export type SourcesJob = Pick<
  Job,
  | 'application'
  | 'environment'
  | 'region'
  | 'commit'
  | 'root'
  | 'env'
  | 'credentials'
  | 'endpoint'
  | 'say'
>;

/** One run in one build. */
interface Checkout {
  readonly job: SourcesJob;
  readonly account: Account;
  /** Paths of submodules that `gitenv.json` leaves out. */
  readonly leftOut: ReadonlySet<string>;
  /** For what git has to keep while this runs. */
  readonly scratch: string;
}

/** A commit to fetch, and the folder that its files go to. */
interface Wanted {
  /** From the root of the build's folder; empty for the commit that is built. */
  readonly where: string;
  readonly commit: string;
  readonly repository: Origin;
}

type Origin =
  | { readonly name: string; readonly url?: undefined }
  | { readonly name?: undefined; readonly url: string };

/**
 * Makes the folder of the commit that is built what a clone would be: its executable bits and symbolic links are restored,
 * and its submodules filled in, each at exactly the commit that the tree names, and theirs in turn. What CodePipeline hands
 * to a build has none of these, and holds no repository.
 * @returns how many submodules there were
 * @throws GitenvError MISSING_SUBMODULE where one cannot be filled in; BAD_SUBMODULE
 */
export async function checkOutSources(job: SourcesJob): Promise<number> {
  const { root } = job;
  const hasSubmodules = fs.existsSync(path.join(root, '.gitmodules'));
  const isWhole = isClone(root) || (!hasSubmodules && (await isRestored(job)));
  if (isWhole && !hasSubmodules) return 0;
  const options = { profile: undefined, region: job.region, environment: job.environment };
  const account = await openAccount(options, job.credentials);
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-sources-'));
  const { repository } = namesOf(job.application);
  const built = { where: '', commit: job.commit, repository: { name: repository } };
  const checkout = { job, account, leftOut: leftOutBy(root), scratch };
  try {
    const place = await fetchInto(checkout, built);
    if (!isWhole) await restoreByCommit(job, place);
    return hasSubmodules ? await fillIn(checkout, built, place) : 0;
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

function leftOutBy(root: string): ReadonlySet<string> {
  const file = path.join(root, configFile);
  return leftOutIn(fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined);
}

/** Most commits can be restored by their files alone. A build whose role may not ask for the commit goes on without. */
async function isRestored(job: SourcesJob): Promise<boolean> {
  const tree = await treeOf(job);
  return tree === undefined || restoreByFiles(job, tree);
}

async function fillIn(checkout: Checkout, around: Wanted, place: GitPlace): Promise<number> {
  const submodules = await submodulesOf(around.commit, place);
  const isLeftOut = (inner: string) => checkout.leftOut.has(join(around.where, inner));
  const strays = await strayLinksOf(around.commit, submodules, place);
  const stray = strays.find((it) => !isLeftOut(it));
  if (stray !== undefined) throw strayLink(join(around.where, stray), around);
  const wanted = submodules.filter((it) => !it.isLeftOut && !isLeftOut(it.path));
  const counts = wanted.map(async (submodule) => {
    const { commit } = submodule;
    const where = join(around.where, submodule.path);
    const source = { where, commit, repository: originOf(submodule, around, where) };
    const inner = await fetchInto(checkout, source);
    await git(readTree(commit), inner);
    await git(writeFiles, inner);
    const { name, url } = source.repository;
    checkout.job.say(`submodule ${typed(where)}: ${commit} of ${name ?? url}`);
    return 1 + (await fillIn(checkout, source, inner));
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** A relative address is beside the repository that has the submodule, in the account or wherever that one is. */
function originOf(submodule: Submodule, { repository: around }: Wanted, where: string): Origin {
  const address = submoduleAddress(submodule, where);
  if (address.kind === 'sibling' && around.url === undefined) return { name: address.repository };
  const url =
    address.kind === 'sibling'
      ? `${around.url?.replace(/\/[^/]*\/?$/, '')}/${submodule.url.slice('../'.length)}`
      : address.url;
  if (/^https?:\/\//.test(url)) return { url };
  throw new GitenvError(
    'MISSING_SUBMODULE',
    `The submodule ${typed(where)} has the address ${typed(url)}, which a build has no access to`,
    {
      advice: 'Give it an address beside this repository, such as ../its-name, and commit that.',
      hint: `git submodule set-url ${typed(where)} ../REPOSITORY`,
    },
  );
}

/** @returns a repository that has the commit, whose files go to the submodule's folder */
async function fetchInto(checkout: Checkout, wanted: Wanted): Promise<GitPlace> {
  const { scratch, account, job } = checkout;
  const { where, commit, repository } = wanted;
  const gitDir = fs.mkdtempSync(path.join(scratch, 'git-'));
  await git(initBare(gitDir), { cwd: scratch });
  try {
    const url = repository.url ?? (await cloneUrlOf(checkout, repository.name));
    const env =
      repository.url === undefined
        ? await authorizedEnvironment(account, url, job.env)
        : { ...job.env, GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '' };
    const place = bareRepository(gitDir, folderFor(job.root, where), {
      ...env,
      GIT_ALLOW_PROTOCOL: 'http:https',
    });
    await fetchCommit(url, commit, place);
    return place;
  } catch (error) {
    throw error instanceof GitenvError ? missing(checkout, wanted, error) : error;
  }
}

async function cloneUrlOf({ account }: Checkout, name: string): Promise<string> {
  return (await describeRepository(account, name)).cloneUrl;
}

/** Makes the folder, and makes sure that no link on the way to it leads out of the build. */
function folderFor(root: string, where: string): string {
  const folder = path.join(root, where);
  fs.mkdirSync(folder, { recursive: true });
  const real = fs.realpathSync(folder);
  if (real === path.join(fs.realpathSync(root), where)) return real;
  throw new GitenvError('BAD_SUBMODULE', `${typed(where)} leads out of the build's folder`);
}

function missing(
  { job: { environment, commit: built } }: Checkout,
  { where, commit, repository }: Wanted,
  cause: GitenvError,
): GitenvError {
  if (cause.code === 'BAD_SUBMODULE') return cause;
  const from = repository.url ?? `repository '${repository.name}'`;
  const what =
    where === '' ? `The commit ${commit}` : `Commit ${commit} of submodule ${typed(where)}`;
  const hint = where === '' ? 'gitenv doctor' : `gitenv push ${environment} ${built}`;
  return new GitenvError(
    'MISSING_SUBMODULE',
    `${what} cannot be had from ${from}: ${cause.clause}`,
    { ...(repository.url === undefined && { hint }), cause },
  );
}

function strayLink(where: string, { commit }: Wanted): GitenvError {
  return new GitenvError(
    'BAD_SUBMODULE',
    `${typed(where)} is a submodule of commit ${commit}, but its .gitmodules does not say where from`,
    { hint: `git submodule add ../REPOSITORY ${typed(where)}` },
  );
}

function join(around: string, inner: string): string {
  return around === '' ? inner : `${around}/${inner}`;
}
