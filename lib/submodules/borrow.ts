import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openAccount } from '../aws/account/account';
import { ExitCode, GitenvError } from '../errors';
import { initBare } from '../git/checkout';
import { typed } from '../git/gitmodules';
import { fetchCommits } from '../git/push';
import { commitAt } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import type { LocalRepository } from '../git/submodule-repository';
import type { Progress } from '../release/following/progress';
import { shortCommit } from '../release/wording';
import type { Questioned } from '../target/guard-questions';
import {
  keyOf,
  type Stock,
  signedPlace,
  stockOf,
  type UsesAccount,
  useRefOf,
} from './repositories';
import type { Use } from './tree';

/** The environment before on the path, which may have what is nowhere else. It is asked only for that. */
export interface Lender {
  readonly environment: string;
  /** @throws GitenvError where its account cannot be asked */
  open(): Promise<UsesAccount>;
}

/** What a lender has of what is wanted. */
export interface Loan {
  readonly from: UsesAccount;
  readonly repositories: ReadonlyMap<string, Stock>;
}

export function lenderOf(
  environment: string,
  questioned: Pick<Questioned, 'account'> | Promise<Pick<Questioned, 'account'>>,
): Lender {
  return {
    environment,
    open: async () => {
      const { account } = await questioned;
      return { account: await openAccount(account) };
    },
  };
}

/** @returns why the lender cannot be asked, where it cannot */
export async function askLender(
  lender: Lender,
  wanted: readonly Use[],
  place: GitPlace,
): Promise<Loan | GitenvError> {
  try {
    const from = await lender.open();
    const names = [...new Set(wanted.map(({ repository }) => repository))];
    const stocks = names.map(async (name) => {
      const stock = await stockOf(from, name, wanted, place).catch(noneIfAbsent);
      return [name, stock] as const;
    });
    return { from, repositories: new Map(await Promise.all(stocks)) };
  } catch (error) {
    if (error instanceof GitenvError) return error;
    throw error;
  }
}

function noneIfAbsent(error: unknown): Stock {
  if (error instanceof GitenvError && error.code === 'NOT_INSTALLED')
    return { cloneUrl: undefined, refs: new Set() };
  throw error;
}

/** Repositories without files or history of their own, which hold what was lent until it has been handed on. */
export class LentUses {
  readonly repositories = new Map<string, LocalRepository>();
  private readonly tried = new Set<string>();
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-submodules-'));

  constructor(
    private readonly loan: Loan,
    private readonly place: GitPlace,
  ) {}

  /** @returns false where the lender has not got it after all */
  async fetch(use: Use, into: string, { say }: Pick<Progress, 'say'>): Promise<boolean> {
    if (this.tried.has(keyOf(use))) return false;
    this.tried.add(keyOf(use));
    const { repository, commit, where } = use;
    const { from } = this.loan;
    const stock =
      this.loan.repositories.get(repository) ??
      (await stockOf(from, repository, [use], this.place).catch(noneIfAbsent));
    if (stock.cloneUrl === undefined) return false;
    const upstream = from.account.environment;
    say(`${into}: fetching ${typed(where)} ${shortCommit(commit)} from ${upstream}`);
    const { place } = await this.repositoryFor(repository);
    const signed = await signedPlace(from, stock.cloneUrl, place);
    await git(fetchCommits(stock.cloneUrl, [useRefOf(commit)]), signed).catch(ignoreRefusal);
    return (await git(commitAt(commit), place)) !== undefined;
  }

  discard(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private async repositoryFor(name: string): Promise<LocalRepository> {
    const known = this.repositories.get(name);
    if (known) return known;
    const gitDir = path.join(this.folder, name);
    await git(initBare(gitDir), { cwd: this.folder });
    const made = { place: { cwd: gitDir, env: { GIT_DIR: gitDir } }, gitDir, workTree: undefined };
    this.repositories.set(name, made);
    return made;
  }
}

/** That a ref is not there shows in its commit not being there. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof GitenvError && error.exitCode === ExitCode.refused)) throw error;
}
