import type { Plan } from '../../lib/bundle/plan';
import { GitenvError } from '../../lib/errors';
import type { UiMessage } from './messages';

/** What became of a plan's changes while they were applied. */
export class Applied {
  readonly #begun = new Set<string>();
  readonly #done = new Set<string>();
  readonly #failed = new Set<string>();

  note({ type, hook }: UiMessage): void {
    const address = hook?.resource?.addr;
    if (address === undefined) return;
    if (type === 'apply_start') this.#begun.add(address);
    if (type === 'apply_complete') this.#done.add(address);
    if (type === 'apply_errored') this.#failed.add(address);
  }

  /** What stands after an apply that failed, and what to do. */
  failure({ changes, environment }: Pick<Plan, 'changes' | 'environment'>): GitenvError {
    const again = `gitenv redeploy ${environment}`;
    if (this.#begun.size === 0 && this.#failed.size === 0)
      return new GitenvError('DEPLOY_FAILED', 'Nothing was applied', {
        changed: 'put back',
        further: `To plan this commit again: ${again}`,
      });
    const planned = changes.filter(({ type }) => type !== 'output').map(({ name }) => name);
    const lines = [
      ...this.#lines(planned),
      `The state knows all of it, so that the next plan goes on from there: push a fix, or ${again}, or gitenv rollback ${environment}.`,
    ];
    const clause = 'The plan was applied in part, and what was done stands:';
    return new GitenvError('DEPLOY_FAILED', clause, { further: `\n${lines.join('\n')}` });
  }

  #lines(planned: readonly string[]): string[] {
    const open = [...this.#begun].filter((it) => !this.#done.has(it) && !this.#failed.has(it));
    const done = [...this.#done].filter((it) => !this.#failed.has(it));
    const untouched = planned.filter((it) => !this.#begun.has(it) && !this.#failed.has(it));
    return [
      ...listed('applied', done),
      ...listed('failed, and may be there in part', [...this.#failed]),
      ...listed('interrupted', open),
      ...listed('not reached', untouched),
    ];
  }
}

function listed(what: string, addresses: readonly string[]): string[] {
  return addresses.length > 0 ? [`  ${what}: ${addresses.join(', ')}`] : [];
}
