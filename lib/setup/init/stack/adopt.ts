import type { Account } from '../../../aws/account/account';
import { authorizedEnvironment } from '../../../aws/codecommit/authorize';
import { branchTip, findRepository } from '../../../aws/codecommit/repository';
import type { Config } from '../../../config/config';
import { defaultBranch, namesOf } from '../../../contract';
import { GitenvError } from '../../../errors';
import { areRelated } from '../../../git/history';
import { fetchCommits } from '../../../git/push';
import { commitAt } from '../../../git/resolve-commit';
import { type GitPlace, git } from '../../../git/run';
import { isShallow } from '../../../git/shallow';

/** An environment whose account is known. */
interface Place {
  readonly environment: string;
  readonly account: Account;
  readonly id: string;
}

/**
 * Two projects of one name would share a repository, a pipeline and all that they deploy. An environment that is new here and
 * has commits already has to have a history in common with what is checked out.
 * @param records what `gitenv.json` records now, and what it did at the last commit: what stands there was ours before
 * @param adopt somebody has said that another project's repository is meant
 * @throws GitenvError OTHER_PROJECT
 */
export async function refuseOtherProject(
  opened: readonly Place[],
  records: readonly [now: Config, before: Config | undefined],
  adopt: boolean | undefined,
  place: GitPlace,
): Promise<void> {
  if (adopt) return;
  const isNew = ({ environment }: Place) =>
    records.every((one) => one?.environments[environment] === undefined);
  // One after the other: all have most likely the same commits, which then are fetched once.
  for (const one of opened.filter(isNew)) await refuseIfOther(one, records[0], place);
}

async function refuseIfOther(
  { environment, account, id }: Place,
  { application, branch = defaultBranch }: Config,
  place: GitPlace,
): Promise<void> {
  const { repository } = namesOf(application);
  const found = await findRepository(account, repository);
  if (!found) return;
  const tip = await branchTip(account, repository, branch);
  if (tip === undefined) return;
  if ((await git(commitAt(tip), place)) === undefined) {
    const { cloneUrl } = found;
    const env = await authorizedEnvironment(account, cloneUrl);
    // Whoever may not pull cannot tell, and is asked before the commit that is there is released.
    await git(fetchCommits(cloneUrl, [`refs/heads/${branch}`]), { ...place, env }).catch(ignored);
    if ((await git(commitAt(tip), place)) === undefined) return;
  }
  if (await git(areRelated('HEAD', tip), place)) return;
  if (await git(isShallow, place)) return;
  throw new GitenvError(
    'OTHER_PROJECT',
    `The repository '${repository}' in account ${id} has commits that have nothing in common with what is checked out here; it seems to be another project of the same name`,
    {
      changed: 'nothing',
      advice:
        'Give this one a name of its own with --application. If it is the same project, say so with --adopt.',
      hint: `gitenv init ${environment} --application ${application}-2\ngitenv init ${environment} --adopt`,
    },
  );
}

function ignored(error: unknown): void {
  if (!(error instanceof GitenvError)) throw error;
}
