import { type Account, openAccount } from '../aws/account/account';
import type { AccountOptions } from '../aws/account/account-check';
import { describeRepository } from '../aws/codecommit/repository';
import { releasePages } from '../aws/pipeline/pipeline';
import { namesOf } from '../contract';
import { GitenvError } from '../errors';
import type { Release } from '../release/release';

/** An environment that a guard asks about. */
export interface Questioned {
  readonly account: AccountOptions & { readonly environment: string };
  /** The application, after which repository and pipeline are named. */
  readonly application: string;
  /** The account, where it is open and checked to be the recorded one. */
  readonly opened?: Account | undefined;
}

/** So far back an answer is looked for. */
const searched = 2000;

/** What an environment has released, asked for at once and read further back only as needed. */
export class Releases {
  private readonly known: Release[] = [];
  private readonly begun: Promise<AsyncGenerator<Release[]>>;
  private hasMore = true;

  constructor(questioned: Questioned | Promise<Questioned>) {
    this.begun = this.begin(questioned);
    // Whoever waits for the answer hears of a failure; it may also be that nobody does.
    this.begun.catch(() => undefined);
  }

  /**
   * The releases, newest first, as far back as needed, or why they cannot be had.
   * @param enough whether what is known so far answers the question
   */
  async until(
    enough: (known: readonly Release[]) => boolean,
  ): Promise<readonly Release[] | GitenvError> {
    try {
      const pages = await this.begun;
      while (this.hasMore && !enough(this.known) && this.known.length < searched)
        await this.read(pages);
      return this.known;
    } catch (error) {
      if (error instanceof GitenvError) return error;
      throw error;
    }
  }

  private async begin(questioned: Questioned | Promise<Questioned>) {
    const { account, application, opened } = await questioned;
    const used = opened ?? (await openAccount(account));
    const { pipeline, repository } = namesOf(application);
    const pages = releasePages(used, pipeline);
    await Promise.all([
      this.read(pages),
      opened ? undefined : describeRepository(used, repository),
    ]);
    return pages;
  }

  private async read(pages: AsyncGenerator<Release[]>): Promise<void> {
    const { value, done } = await pages.next();
    this.hasMore = !done;
    if (value) this.known.push(...value);
  }
}
