import { releasePages } from '../aws/pipeline/pipeline';
import type { Release } from '../release/release';
import type { OpenEnvironment } from './open-environment';

/**
 * One reading of what an environment has released, newest first. Pages are asked for as they are needed, and each is
 * asked for once. What is released later is seen by a new reading.
 */
export class Releases {
  private readonly known: Release[] = [];
  private readonly pages: AsyncGenerator<Release[]>;
  private hasMore = true;

  constructor({ account, pipeline }: Pick<OpenEnvironment, 'account' | 'pipeline'>) {
    this.pages = releasePages(account, pipeline);
  }

  /**
   * The releases, as far back as needed.
   * @param enough whether what is known so far answers the question
   * @param most no further page is asked for once so many are known
   * @throws GitenvError NOT_INSTALLED
   */
  async until(
    enough: (known: readonly Release[]) => boolean,
    most = Number.POSITIVE_INFINITY,
  ): Promise<readonly Release[]> {
    while (this.hasMore && this.known.length < most && !enough(this.known)) {
      const { value, done } = await this.pages.next();
      this.hasMore = !done;
      if (value) this.known.push(...value);
    }
    return this.known;
  }

  async latest(count: number): Promise<Release[]> {
    return (await this.until(() => false, count)).slice(0, count);
  }

  /** The newest that is looked for; undefined where none of the latest `most` is. */
  async find(isIt: (release: Release) => boolean, most?: number): Promise<Release | undefined> {
    const known = await this.until((all) => all.some(isIt), most);
    return known.slice(0, most).find(isIt);
  }

  /** All back to the newest that is looked for, with it; all there are where none is. */
  async backTo(isIt: (release: Release) => boolean): Promise<Release[]> {
    const known = await this.until((all) => all.some(isIt));
    const at = known.findIndex(isIt);
    return at < 0 ? [...known] : known.slice(0, at + 1);
  }
}
