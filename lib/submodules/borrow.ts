import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ExitCode, GitenvError } from '../errors';
import { initBare } from '../git/checkout';
import { typed } from '../git/gitmodules';
import { fetchCommits } from '../git/push';
import { commitAt } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import type { LocalRepository } from '../git/submodule-repository';
import type { Progress } from '../release/following/progress';
import { shortCommit } from '../release/wording';
import type { ClosedEnvironment, OpenEnvironment } from '../target/open-environment';
import { orWhyNot } from '../target/why-not';
import { type KeptCommits, keptIn, keptRefOf, keyOf, repositoryPlace } from './repositories';
import type { NeededCommit } from './tree';

/** What the environment before on the path has of what is wanted. */
export interface Offer {
  readonly from: OpenEnvironment;
  readonly repositories: ReadonlyMap<string, KeptCommits>;
}

/** @returns why the environment before cannot be asked, where it cannot */
export function askUpstream(
  upstream: ClosedEnvironment,
  wanted: readonly NeededCommit[],
  place: GitPlace,
): Promise<Offer | GitenvError> {
  return orWhyNot(lookIn(upstream, wanted, place));
}

async function lookIn(
  upstream: ClosedEnvironment,
  wanted: readonly NeededCommit[],
  place: GitPlace,
): Promise<Offer> {
  const from = await upstream.open();
  const names = [...new Set(wanted.map(({ repository }) => repository))];
  const asked = names.map(async (name) => {
    const kept = await keptIn(from, name, wanted, place).catch(noneIfAbsent);
    return [name, kept] as const;
  });
  return { from, repositories: new Map(await Promise.all(asked)) };
}

function noneIfAbsent(error: unknown): KeptCommits {
  if (error instanceof GitenvError && error.code === 'NOT_INSTALLED')
    return { cloneUrl: undefined, refs: new Set() };
  throw error;
}

/** Repositories without files or history of their own, which hold what was borrowed until it has been handed on. */
export class BorrowedCommits {
  readonly repositories = new Map<string, LocalRepository>();
  private readonly tried = new Set<string>();
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-submodules-'));

  constructor(
    private readonly offer: Offer,
    private readonly place: GitPlace,
  ) {}

  /** @returns false where the environment before has not got it after all */
  async fetch(
    needed: NeededCommit,
    into: string,
    { say }: Pick<Progress, 'say'>,
  ): Promise<boolean> {
    if (this.tried.has(keyOf(needed))) return false;
    this.tried.add(keyOf(needed));
    const { repository, commit, where } = needed;
    const { from } = this.offer;
    const kept =
      this.offer.repositories.get(repository) ??
      (await keptIn(from, repository, [needed], this.place).catch(noneIfAbsent));
    if (kept.cloneUrl === undefined) return false;
    const { name } = from.environment;
    say(`${into}: fetching ${typed(where)} ${shortCommit(commit)} from ${name}`);
    const { place } = await this.repositoryFor(repository);
    const signed = await repositoryPlace(from.account, kept.cloneUrl, place);
    await git(fetchCommits(kept.cloneUrl, [keptRefOf(commit)]), signed).catch(ignoreRefusal);
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
