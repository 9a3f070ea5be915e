import type { ReleaseAction } from '../../release/release';
import type { ActionsByRelease } from '../../release/state/what-runs';
import type { Account } from '../account/account';
import { callPages } from '../call/call';
import { ListActionExecutions } from './operations';
import { actionOf } from './pipeline-state';

/**
 * One reading of the actions of a pipeline's releases, newest first. Pages are asked for as they are needed, so that
 * a question about now costs one page, however long the history is.
 */
export class RecentActions {
  private readonly found = new Map<string, ReleaseAction[]>();
  private readonly pages;
  private oldest: Date | undefined;
  private hasMore = true;

  constructor(account: Account, pipeline: string) {
    const input = { pipelineName: pipeline, maxResults: 100 };
    this.pages = callPages(account, ListActionExecutions, input, 'nextToken');
  }

  /** By release, each in the order they started. Of the oldest release some may not be read yet. */
  get byRelease(): ActionsByRelease {
    return this.found;
  }

  /** Reads a page, unless one is read already. */
  async first(): Promise<void> {
    if (this.oldest === undefined) await this.more();
  }

  /** Reads on until everything is known that began then or later. */
  async backTo(moment: Date): Promise<void> {
    while (this.hasMore && !(this.oldest && this.oldest < moment)) await this.more();
  }

  private async more(): Promise<void> {
    if (!this.hasMore) return;
    const { value, done } = await this.pages.next();
    this.hasMore = !done;
    for (const detail of value?.actionExecutionDetails ?? []) {
      const action = actionOf(detail);
      const { pipelineExecutionId: id = '' } = detail;
      this.found.set(id, [action, ...(this.found.get(id) ?? [])]);
      this.oldest = action.startedAt;
    }
  }
}
